package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.job.local.LongBlocks;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Rows of {@link FlowLayout} in pages, so that a table grows without moving what it holds. Freed
 * rows are used again, the one freed last first. One thread at a time.
 */
public final class RowPages {

    private static final int PAGE_BITS = 7;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private long[][] pages = new long[2][];

    /** Rows ever used; the pages hold no more. */
    private int used;

    /** First free row plus one; each free row's first word has the next one. */
    private int free;

    private int live;

    /** The page that holds a row. */
    public long[] page(int row) {
        return pages[row >>> PAGE_BITS];
    }

    /** Where a row begins in its page. */
    public static int at(int row) {
        return (row & PAGE_ROWS - 1) * WORDS;
    }

    /** Number of rows in use. */
    public int live() {
        return live;
    }

    /** Takes a row; its content is arbitrary. */
    public int take() {
        live++;
        if (free != 0) {
            int row = free - 1;
            free = (int) page(row)[at(row)];
            return row;
        }
        int number = used >>> PAGE_BITS;
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        if (pages[number] == null) {
            pages[number] = new long[PAGE_ROWS * WORDS];
        }
        return used++;
    }

    /** Gives a row back. */
    public void give(int row) {
        page(row)[at(row)] = free;
        free = row + 1;
        live--;
    }

    /** Equal pages that share nothing with these. */
    public RowPages copy() {
        RowPages copy = new RowPages();
        copy.pages = new long[pages.length][];
        for (int i = 0; i < pages.length; i++) {
            copy.pages[i] = pages[i] == null ? null : pages[i].clone();
        }
        copy.used = used;
        copy.free = free;
        copy.live = live;
        return copy;
    }

    public void write(DataOutputView out) throws IOException {
        out.writeInt(used);
        out.writeInt(free);
        out.writeInt(live);
        for (int row = 0; row < used; row += PAGE_ROWS) {
            LongBlocks.write(page(row), 0, Math.min(PAGE_ROWS, used - row) * WORDS, out);
        }
    }

    public static RowPages read(DataInputView in) throws IOException {
        RowPages read = new RowPages();
        read.used = in.readInt();
        read.free = in.readInt();
        read.live = in.readInt();
        int pageCount = (read.used + PAGE_ROWS - 1) >>> PAGE_BITS;
        read.pages = new long[Math.max(2, pageCount)][];
        for (int i = 0; i < pageCount; i++) {
            read.pages[i] = new long[PAGE_ROWS * WORDS];
            int rows = Math.min(PAGE_ROWS, read.used - i * PAGE_ROWS);
            LongBlocks.read(read.pages[i], 0, rows * WORDS, in);
        }
        return read;
    }
}
