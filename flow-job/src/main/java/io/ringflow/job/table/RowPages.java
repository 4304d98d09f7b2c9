package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.capture.fragment.LongBlocks;
import io.ringflow.job.table.RowSlabs.Page;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The rows of a table in pages of equal size, so that the table grows without moving rows. Freed
 * rows are reused, those of the first pages before others, so that the last pages become empty.
 *
 * <p>A copy shares the pages. It alone may be changed afterwards: before it changes a page for the
 * first time, it gives the original a copy of the page, so that a checkpoint can write the original
 * at the same time. Rows never move. Otherwise not thread-safe.
 */
public final class RowPages {

    /** No row. */
    public static final int NONE = -1;

    private static final int PAGE_BITS = 7;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    /** Words of a page: the {@link RowTag}s of its rows, then the rows. */
    static final int PAGE_WORDS = PAGE_ROWS * (1 + WORDS);

    /** Words of a page's bitmap. */
    private static final int BITMAP = PAGE_ROWS / 64;

    /** Where the pages come from; null if each is an array of its own. */
    private final RowSlabs slabs;

    /** The pages; null for a number that has none. */
    private Page[] pages = new Page[2];

    /** The array of each page. */
    private long[][] words = new long[2][];

    /** Where the rows of each page start in its array. */
    private int[] starts = new int[2];

    private final PageUse use;

    /** Numbers of pages in use, from 0. */
    private int count;

    /** Numbers below that have no page. */
    private int gaps;

    /** One bit for each row: whether it is the head of a flow. */
    private long[] heads = new long[2 * BITMAP];

    /** One bit for each row: whether it is the head of a flow with further rows. */
    private long[] chained = new long[2 * BITMAP];

    private int live;

    /** Whether there is a copy, so that these rows must not change any more. */
    private boolean copied;

    /** Older rows that may share pages; they are dropped without a word. */
    private List<WeakReference<RowPages>> originals = List.of();

    /** Pages that the originals may share, one bit each; null if there are none. */
    private long[] shared;

    /** For marking heads. */
    private final FlowRow marked = new FlowRow();

    /** Pages that live shortly. */
    public RowPages() {
        this(null, new PageUse());
    }

    private RowPages(RowSlabs slabs, PageUse use) {
        this.slabs = slabs;
        this.use = use;
    }

    /** Pages that the collector does not copy, for tables. */
    static RowPages inSlabs() {
        return new RowPages(RowSlabs.TABLES, new PageUse());
    }

    /** The array that holds a row, to read it. */
    public long[] page(int row) {
        return words[row >>> PAGE_BITS];
    }

    /** The array that holds a row, to change it. */
    long[] ownPage(int row) {
        own(row >>> PAGE_BITS);
        return words[row >>> PAGE_BITS];
    }

    /** The offset of a row in its array. */
    public int at(int row) {
        return starts[row >>> PAGE_BITS] + (row & PAGE_ROWS - 1) * WORDS;
    }

    /** One word of a row. */
    long get(int row, int word) {
        return words[row >>> PAGE_BITS][at(row) + word];
    }

    /** Sets one word of a row. */
    void set(int row, int word, long value) {
        ownPage(row)[at(row) + word] = value;
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
        int page = use.firstWithRoom();
        if (page == NONE) {
            page = addPage();
        }
        own(page);
        int first = use.firstFree(page);
        int row = (page << PAGE_BITS) + (first != 0 ? first - 1 : use.fresh(page));
        use.take(page, first == 0 ? 0 : (int) get(row, 0));
        live++;
        return row;
    }

    private int addPage() {
        int page = count;
        if (gaps > 0) {
            page = Arrays.asList(pages).indexOf(null);
            gaps--;
        } else {
            grow(++count);
        }
        place(page, slabs == null ? Page.alone() : slabs.take());
        use.add(page);
        return page;
    }

    private void place(int number, Page page) {
        pages[number] = page;
        words[number] = page.words();
        starts[number] = page.base() + PAGE_ROWS;
    }

    private void grow(int needed) {
        if (needed > pages.length) {
            int length = Math.max(needed, pages.length * 3 / 2);
            pages = Arrays.copyOf(pages, length);
            words = Arrays.copyOf(words, length);
            starts = Arrays.copyOf(starts, length);
            heads = Arrays.copyOf(heads, length * BITMAP);
            chained = Arrays.copyOf(chained, length * BITMAP);
        }
        use.grow(pages.length);
    }

    /** Takes a row and copies a row of other pages into it. */
    int copyRow(RowPages from, int row) {
        int copy = take();
        System.arraycopy(from.page(row), from.at(row), page(copy), at(copy), WORDS);
        return copy;
    }

    /** Marks a row as the head of a flow; its key and chain are already set. */
    void startFlow(int row) {
        long[] page = ownPage(row);
        marked.wrap(this, row);
        heads[row >>> 6] |= 1L << row;
        if (marked.nextRow() != NONE) {
            chained[row >>> 6] |= 1L << row;
        }
        page[tagAt(row)] = RowTag.of(marked);
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

    /** All rows have lower numbers; a multiple of 64. */
    public int used() {
        return count << PAGE_BITS;
    }

    /**
     * The first head at or after a row, or {@link #NONE}.
     *
     * @param row the first row to look at
     */
    public int nextHead(int row) {
        int word = row >>> 6;
        if (row >= used()) {
            return NONE;
        }
        long bits = heads[word] & -1L << row;
        while (bits == 0) {
            word++;
            if (word << 6 >= used()) {
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

    /** The index of a row's tag in the array that holds the row; only heads have a valid one. */
    public int tagAt(int row) {
        return starts[row >>> PAGE_BITS] - PAGE_ROWS + (row & PAGE_ROWS - 1);
    }

    /** Forgets all rows and keeps their memory for new ones. */
    void clear() {
        Arrays.fill(heads, 0);
        Arrays.fill(chained, 0);
        use.clear(count);
        live = 0;
    }

    /** Forgets all rows and gives their memory back. */
    void release() {
        for (int page = 0; page < count; page++) {
            remove(page);
        }
        clear();
        use.reset();
        count = 0;
        gaps = 0;
    }

    /** Gives the memory of empty pages back, except for one of them. */
    void trim() {
        for (int page = count - 1; page >= 0; page--) {
            if (use.isSpare(page)) {
                remove(page);
                use.leaveOut(page);
                gaps++;
            }
        }
        while (count > 0 && pages[count - 1] == null) {
            count--;
            gaps--;
        }
    }

    private void remove(int page) {
        if (pages[page] != null) {
            own(page);
            if (slabs != null) {
                slabs.giveBack(pages[page]);
            }
            pages[page] = null;
            words[page] = null;
        }
    }

    /** Frees a row. */
    void free(int row) {
        heads[row >>> 6] &= ~(1L << row);
        chained[row >>> 6] &= ~(1L << row);
        set(row, 0, use.free(row >>> PAGE_BITS, (row & PAGE_ROWS - 1) + 1));
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

    /** Equal rows in the same pages, of which the copy alone may be changed from now on. */
    RowPages copy() {
        RowPages copy = new RowPages(slabs, use.copy());
        copy.pages = pages.clone();
        copy.words = words.clone();
        copy.starts = starts.clone();
        copy.count = count;
        copy.gaps = gaps;
        copy.heads = heads.clone();
        copy.chained = chained.clone();
        copy.live = live;
        copy.originals = new ArrayList<>(originals);
        copy.originals.removeIf(original -> original.get() == null);
        copy.originals.add(new WeakReference<>(this));
        copied = true;
        copy.shared = new long[(count + 63) >>> 6];
        Arrays.fill(copy.shared, -1);
        return copy;
    }

    /** Makes sure that nobody shares a page, so that it can be changed. */
    private void own(int page) {
        assert !copied : "The rows have a copy, which alone may change";
        if (shared != null
                && page >>> 6 < shared.length
                && (shared[page >>> 6] >>> page & 1) != 0) {
            shared[page >>> 6] &= ~(1L << page);
            for (WeakReference<RowPages> original : originals) {
                RowPages sharing = original.get();
                if (sharing != null) {
                    sharing.keep(page, pages[page]);
                }
            }
        }
    }

    /** Copies a page that is about to change, if these are older rows that have it, too. */
    @SuppressWarnings("ReferenceEquality") // that very page
    private synchronized void keep(int number, Page page) {
        if (page != null && number < pages.length && pages[number] == page) {
            Page kept = slabs == null ? Page.alone() : RowSlabs.COPIES.take();
            System.arraycopy(page.words(), page.base(), kept.words(), kept.base(), PAGE_WORDS);
            place(number, kept);
            pages[number] = null;
        }
    }

    /** Lets go of the rows, which have a newer copy and were written as often as needed. */
    synchronized void forget() {
        // Young collections can free what no dead object references.
        Arrays.fill(pages, null);
        Arrays.fill(words, null);
        words = new long[0][];
    }

    /** Writes the rows, also while a newer copy is changed by another thread. */
    void write(DataOutputView out) throws IOException {
        out.writeInt(count);
        long[] rows = new long[PAGE_ROWS * WORDS];
        for (int page = 0; page < count; page++) {
            int used = use.live(page) == 0 ? 0 : use.fresh(page);
            out.writeByte(used);
            if (used > 0) {
                out.writeByte(use.firstFree(page));
                out.writeByte(use.live(page));
                read(page, used * WORDS, rows);
                LongBlocks.write(rows, 0, used * WORDS, out);
            }
        }
    }

    private synchronized void read(int page, int length, long[] into) throws IOException {
        if (page >= words.length) {
            throw new IOException("The rows of a shard were let go before they were written");
        }
        System.arraycopy(words[page], starts[page], into, 0, length);
    }

    /** Reads rows; the heads among them are not marked yet. */
    static RowPages read(DataInputView in) throws IOException {
        RowPages read = inSlabs();
        read.count = in.readInt();
        read.grow(read.count);
        for (int page = 0; page < read.count; page++) {
            int used = in.readUnsignedByte();
            if (used == 0) {
                read.gaps++;
                continue;
            }
            read.use.add(page);
            read.use.restore(page, used, in.readUnsignedByte(), in.readUnsignedByte());
            read.live += read.use.live(page);
            read.place(page, read.slabs.take());
            LongBlocks.read(read.words[page], read.starts[page], used * WORDS, in);
        }
        return read;
    }
}
