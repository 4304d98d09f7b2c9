package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.capture.fragment.LongBlocks;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The rows of a table in pages of equal size, so that the table grows without moving rows. Freed
 * rows are reused, the one freed last first. Not thread-safe.
 */
public final class RowPages {

    /** No row. */
    public static final int NONE = -1;

    private static final int PAGE_BITS = 7;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    /** Words of a page's bitmap. */
    private static final int BITMAP = PAGE_ROWS / 64;

    private long[][] pages = new long[2][];

    /** One bit for each row: whether it is the head of a flow. */
    private long[] heads = new long[2 * BITMAP];

    /** One bit for each row: whether it is the head of a flow with further rows. */
    private long[] chained = new long[2 * BITMAP];

    /** The {@link RowTag} of each row. */
    private long[][] tags = new long[2][];

    /** Rows ever used; higher numbers have never been taken. */
    private int used;

    /** First free row plus one; the first word of a free row is the next one plus one. */
    private int firstFree;

    private int live;

    /** For marking heads. */
    private final FlowRow marked = new FlowRow();

    /** The page that holds a row. */
    public long[] page(int row) {
        return pages[row >>> PAGE_BITS];
    }

    /** The offset of a row in its page. */
    public static int at(int row) {
        return (row & PAGE_ROWS - 1) * WORDS;
    }

    /** One word of a row. */
    long get(int row, int word) {
        return pages[row >>> PAGE_BITS][at(row) + word];
    }

    /** Sets one word of a row. */
    void set(int row, int word, long value) {
        pages[row >>> PAGE_BITS][at(row) + word] = value;
    }

    /** The next row of a flow's chain, or {@link #NONE}. */
    public int next(int row) {
        return FlowRow.nextRow(page(row), at(row));
    }

    /** Number of rows in use. */
    public int live() {
        return live;
    }

    /** Takes a row; its content is undefined. */
    int take() {
        live++;
        if (firstFree != 0) {
            int row = firstFree - 1;
            firstFree = (int) page(row)[at(row)];
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

    /** Takes a row and copies a row of other pages into it. */
    int copyRow(RowPages from, int row) {
        int copy = take();
        System.arraycopy(from.page(row), at(row), page(copy), at(copy), WORDS);
        return copy;
    }

    /** Marks a row as the head of a flow; its key and chain are already set. */
    void startFlow(int row) {
        marked.wrap(this, row);
        heads[row >>> 6] |= 1L << row;
        if (marked.nextRow() != NONE) {
            chained[row >>> 6] |= 1L << row;
        }
        tags[row >>> PAGE_BITS][row & PAGE_ROWS - 1] = RowTag.of(marked);
    }

    /**
     * Appends a row to the chain of a flow.
     *
     * @param last the last row of the chain so far
     */
    void chain(int head, int last, int added) {
        marked.wrap(this, last).nextRow(added);
        chained[head >>> 6] |= 1L << head;
    }

    /** Returns true if a row is the head of a flow. */
    public boolean isHead(int row) {
        return (heads[row >>> 6] >>> row & 1) != 0;
    }

    /** Returns true if a flow has several rows; does not touch them. */
    public boolean chained(int head) {
        return (chained[head >>> 6] >>> head & 1) != 0;
    }

    /** Rows ever used; all heads have lower numbers. */
    public int used() {
        return used;
    }

    /**
     * The first head at or after a row, or {@link #NONE}.
     *
     * @param row the first row to look at
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
     * The heads among 64 rows, one bit each.
     *
     * @param row the first of them, a multiple of 64
     */
    public long heads(int row) {
        return heads[row >>> 6];
    }

    /** The tags of the page that holds a row; only the tags of heads are valid. */
    public long[] tags(int row) {
        return tags[row >>> PAGE_BITS];
    }

    /** The index of a row's tag among those of its page. */
    public static int tagAt(int row) {
        return row & PAGE_ROWS - 1;
    }

    /** Forgets all rows and keeps their memory for new ones. */
    void clear() {
        Arrays.fill(heads, 0);
        Arrays.fill(chained, 0);
        used = 0;
        firstFree = 0;
        live = 0;
    }

    /** Forgets all rows and gives their memory back. */
    void release() {
        pages = new long[2][];
        tags = new long[2][];
        heads = new long[2 * BITMAP];
        chained = new long[2 * BITMAP];
        clear();
    }

    /** Frees a row. */
    void free(int row) {
        heads[row >>> 6] &= ~(1L << row);
        chained[row >>> 6] &= ~(1L << row);
        page(row)[at(row)] = firstFree;
        firstFree = row + 1;
        live--;
    }

    /** Frees the rows of a flow's chain; its details are freed already. */
    void freeChain(int head) {
        int row = head;
        while (row != NONE) {
            int next = next(row);
            free(row);
            row = next;
        }
    }

    /** Equal pages that share nothing with these. */
    RowPages copy() {
        RowPages copy = new RowPages();
        copy.pages = copy(pages);
        copy.tags = copy(tags);
        copy.heads = heads.clone();
        copy.chained = chained.clone();
        copy.used = used;
        copy.firstFree = firstFree;
        copy.live = live;
        return copy;
    }

    private static long[][] copy(long[][] arrays) {
        long[][] copy = new long[arrays.length][];
        for (int i = 0; i < arrays.length; i++) {
            copy[i] = arrays[i] == null ? null : arrays[i].clone();
        }
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(used);
        out.writeInt(firstFree);
        out.writeInt(live);
        for (int row = 0; row < used; row += PAGE_ROWS) {
            LongBlocks.write(page(row), 0, Math.min(PAGE_ROWS, used - row) * WORDS, out);
        }
    }

    /** Reads rows; the heads among them are not marked yet. */
    static RowPages read(DataInputView in) throws IOException {
        RowPages read = new RowPages();
        read.used = in.readInt();
        read.firstFree = in.readInt();
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
