package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.capture.fragment.LongBlocks;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.MemorySegment;

/**
 * The rows of a table in pages of equal size, so that the table grows without moving rows. Freed
 * rows are reused, the one freed last first. Not thread-safe.
 *
 * <p>The pages of a table are outside the heap, so {@link #close} must be called when the table is
 * no longer needed. If that never happens, they are freed after the collector has found the table.
 * Copies of a table share its pages; each of them copies a page before it changes it for the first
 * time.
 */
public final class RowPages {

    /** No row. */
    public static final int NONE = -1;

    private static final int PAGE_BITS = 7;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final int ROW_BYTES = WORDS * Long.BYTES;
    private static final int PAGE_BYTES = PAGE_ROWS * ROW_BYTES;

    /** Words of a page's bitmap. */
    private static final int BITMAP = PAGE_ROWS / 64;

    private final PageStore store;

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

    private RowPages(PageStore store) {
        this.store = store;
    }

    /** Bytes outside the heap that the tables of this process have. */
    public static long bytesOutsideHeap() {
        return RowPage.bytesOutside();
    }

    /** Rows of a table, outside the heap. */
    static RowPages ofTable() {
        return new RowPages(PageStore.outside(PAGE_BYTES));
    }

    /** Rows within the heap, which nobody has to close. */
    static RowPages inHeap() {
        return new RowPages(PageStore.inHeap(PAGE_BYTES));
    }

    /** The page that holds a row, for reading. */
    MemorySegment page(int row) {
        return store.page(row >>> PAGE_BITS);
    }

    /** The page that holds a row, for writing. */
    MemorySegment ownPage(int row) {
        return store.ownPage(row >>> PAGE_BITS);
    }

    /** The offset of a row in its page, in bytes. */
    static int at(int row) {
        return (row & PAGE_ROWS - 1) * ROW_BYTES;
    }

    /** One word of a row. */
    long get(int row, int word) {
        return page(row).getLong(at(row) + word * Long.BYTES);
    }

    /** Sets one word of a row. */
    void set(int row, int word, long value) {
        ownPage(row).putLong(at(row) + word * Long.BYTES, value);
    }

    /** Reads the first words of a row. */
    void read(int row, int count, long[] into, int at) {
        for (int word = 0; word < count; word++) {
            into[at + word] = get(row, word);
        }
    }

    /** Writes the first words of a row. */
    void write(int row, int count, long[] from, int at) {
        for (int word = 0; word < count; word++) {
            set(row, word, from[at + word]);
        }
    }

    /** The next row of a flow's chain, or {@link #NONE}. */
    public int next(int row) {
        return (int) (get(row, FlowLayout.CHAIN) >>> 32) - 1;
    }

    /** Number of rows in use. */
    public int live() {
        return live;
    }

    /** Takes a row; its content is that of a row that was freed, or zero. */
    int take() {
        live++;
        if (firstFree != 0) {
            int row = firstFree - 1;
            firstFree = (int) get(row, 0);
            return row;
        }
        int number = used >>> PAGE_BITS;
        if (number == tags.length) {
            tags = Arrays.copyOf(tags, tags.length * 2);
            heads = Arrays.copyOf(heads, heads.length * 2);
            chained = Arrays.copyOf(chained, chained.length * 2);
        }
        if (number == store.count()) {
            store.add();
            tags[number] = new long[PAGE_ROWS];
        }
        clear(used);
        return used++;
    }

    /**
     * A row may have words that nobody writes, and a checkpoint contains all of them: they must not
     * be what the process had in that memory before.
     */
    private void clear(int row) {
        MemorySegment page = ownPage(row);
        int start = at(row);
        for (int offset = 0; offset < ROW_BYTES; offset += Long.BYTES) {
            page.putLong(start + offset, 0);
        }
    }

    /** Takes a row and copies a row of other pages into it. */
    int copyRow(RowPages from, int row) {
        int copy = take();
        from.page(row).copyTo(at(row), ownPage(copy), at(copy), ROW_BYTES);
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
        marked.edit(this, last).nextRow(added);
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

    /** Forgets all rows and lets go of their memory. */
    void release() {
        store.clear();
        tags = new long[2][];
        heads = new long[2 * BITMAP];
        chained = new long[2 * BITMAP];
        clear();
    }

    /** Forgets all rows and lets go of their memory for good. */
    void close() {
        release();
        store.close();
    }

    /** Frees a row. */
    void free(int row) {
        heads[row >>> 6] &= ~(1L << row);
        chained[row >>> 6] &= ~(1L << row);
        set(row, 0, firstFree);
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

    /**
     * Equal rows, which share pages with these until one of both changes them, and take the heads
     * and their tags. Called while nobody changes these rows.
     */
    RowPages copy() {
        RowPages copy = new RowPages(store.copy());
        copy.tags = tags;
        copy.heads = heads;
        copy.chained = chained;
        copy.used = used;
        copy.firstFree = firstFree;
        copy.live = live;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(used);
        out.writeInt(firstFree);
        out.writeInt(live);
        long[] words = new long[PAGE_ROWS * WORDS];
        for (int row = 0; row < used; row += PAGE_ROWS) {
            int count = Math.min(PAGE_ROWS, used - row) * WORDS;
            MemorySegment page = page(row);
            for (int word = 0; word < count; word++) {
                words[word] = page.getLong(word * Long.BYTES);
            }
            LongBlocks.write(words, 0, count, out);
        }
    }

    /** Reads rows; the heads among them are not marked yet. */
    static RowPages read(DataInputView in) throws IOException {
        RowPages read = ofTable();
        read.used = in.readInt();
        read.firstFree = in.readInt();
        read.live = in.readInt();
        int pageCount = (read.used + PAGE_ROWS - 1) >>> PAGE_BITS;
        read.tags = new long[Math.max(2, pageCount)][];
        read.heads = new long[read.tags.length * BITMAP];
        read.chained = new long[read.heads.length];
        long[] words = new long[PAGE_ROWS * WORDS];
        for (int i = 0; i < pageCount; i++) {
            read.tags[i] = new long[PAGE_ROWS];
            read.store.add();
            int count = Math.min(PAGE_ROWS, read.used - i * PAGE_ROWS) * WORDS;
            LongBlocks.read(words, 0, count, in);
            MemorySegment page = read.store.page(i);
            for (int word = 0; word < count; word++) {
                page.putLong(word * Long.BYTES, words[word]);
            }
        }
        return read;
    }
}
