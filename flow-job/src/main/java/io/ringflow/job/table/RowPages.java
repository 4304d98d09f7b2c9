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

    /** No row. */
    public static final int NONE = -1;

    private static final int PAGE_BITS = 7;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final long LOW_INT = 0xffff_ffffL;

    /** Words of a page's bitmap. */
    private static final int BITMAP = PAGE_ROWS / 64;

    private long[][] pages = new long[2][];

    /** For each row, 128 to a page, one bit: whether a flow begins there. */
    private long[] heads = new long[2 * BITMAP];

    /** As {@link #heads}: whether several observers saw the flow. */
    private long[] chained = new long[2 * BITMAP];

    /** What queries look at first: see {@link RowTag}. */
    private long[][] tags = new long[2][];

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

    /** One word of a row. */
    public long get(int row, int word) {
        return pages[row >>> PAGE_BITS][at(row) + word];
    }

    /** Sets one word of a row. */
    public void set(int row, int word, long value) {
        pages[row >>> PAGE_BITS][at(row) + word] = value;
    }

    /** The next row of a flow's chain, or {@link #NONE}. */
    public int next(int row) {
        return (int) (get(row, FlowLayout.CHAIN) >>> 32) - 1;
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
            tags = Arrays.copyOf(tags, tags.length * 2);
            heads = Arrays.copyOf(heads, heads.length * 2);
            chained = Arrays.copyOf(chained, chained.length * 2);
        }
        if (pages[number] == null) {
            pages[number] = new long[PAGE_ROWS * WORDS];
            tags[number] = new long[PAGE_ROWS];
        }
        return used++;
    }

    /** Marks a row as the head of a flow, once its key and its chain are there. */
    public void beginFlow(int row) {
        heads[row >>> 6] |= 1L << row;
        if (next(row) != NONE) {
            chained[row >>> 6] |= 1L << row;
        }
        tags[row >>> PAGE_BITS][row & PAGE_ROWS - 1] = RowTag.of(page(row), at(row));
    }

    /** Appends a row to a flow's chain. */
    public void chain(int head, int last, int added) {
        set(
                last,
                FlowLayout.CHAIN,
                (long) (added + 1) << 32 | (get(last, FlowLayout.CHAIN) & LOW_INT));
        chained[head >>> 6] |= 1L << head;
    }

    /** Whether a flow has several rows; tells it without a look at them. */
    public boolean chained(int head) {
        return (chained[head >>> 6] >>> head & 1) != 0;
    }

    /** Rows ever used: heads are below it. */
    public int used() {
        return used;
    }

    /**
     * The next head from a row on, or {@link #NONE}.
     *
     * @param row where to look first, from 0
     */
    public int nextHead(int row) {
        int word = row >>> 6;
        if (row >= used) {
            return NONE;
        }
        long bits = heads[word] & -1L << row;
        while (bits == 0) {
            word++;
            if (word << 6 >= used) {
                return NONE;
            }
            bits = heads[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /**
     * Which of 64 rows are heads, a bit each.
     *
     * @param row the first of them, a multiple of 64
     */
    public long heads(int row) {
        return heads[row >>> 6];
    }

    /** The tags of the page that a row is in; those of rows that are no heads mean nothing. */
    public long[] tags(int row) {
        return tags[row >>> PAGE_BITS];
    }

    /** Where a row's tag is among its page's. */
    public static int tagAt(int row) {
        return row & PAGE_ROWS - 1;
    }

    /** Forgets all rows and keeps their memory for others. */
    public void clear() {
        Arrays.fill(heads, 0);
        Arrays.fill(chained, 0);
        used = 0;
        free = 0;
        live = 0;
    }

    /** Gives a row back. */
    public void give(int row) {
        heads[row >>> 6] &= ~(1L << row);
        chained[row >>> 6] &= ~(1L << row);
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
        copy.tags = new long[tags.length][];
        for (int i = 0; i < tags.length; i++) {
            copy.tags[i] = tags[i] == null ? null : tags[i].clone();
        }
        copy.heads = heads.clone();
        copy.chained = chained.clone();
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
        read.tags = new long[read.pages.length][];
        read.heads = new long[read.pages.length * BITMAP];
        read.chained = new long[read.heads.length];
        for (int i = 0; i < pageCount; i++) {
            read.tags[i] = new long[PAGE_ROWS];
            read.pages[i] = new long[PAGE_ROWS * WORDS];
            int rows = Math.min(PAGE_ROWS, read.used - i * PAGE_ROWS);
            LongBlocks.read(read.pages[i], 0, rows * WORDS, in);
        }
        return read;
    }
}
