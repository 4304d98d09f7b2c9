package io.ringflow.job.rollup;

import io.ringflow.model.KeyHash;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums by dimension and key, while they are added up: an open-addressing hash table over rows of
 * {@code long}s. Not thread-safe.
 *
 * <pre>
 *  word  content of a row
 *   0    dimension
 *   1    key, high half; 0 if the key is text or has 64 bits
 *   2    key, low half; if the key is text, its number in {@link #texts}
 *   3    hash of the three
 *   4    IP bytes
 *   5    packets
 *   6    flows started
 *   7    packets lost
 * </pre>
 *
 * A table may have a maximum number of rows. Keys that get no row are summed up as "other".
 */
public final class RollupTable {

    static final int DIMENSION = 0;
    static final int HIGH = 1;
    static final int LOW = 2;
    static final int BYTES = 4;
    static final int PACKETS = 5;
    static final int FLOWS = 6;
    static final int DROPS = 7;

    /** Words of a row. */
    static final int WORDS = 8;

    /** Sums of a row: bytes, packets, flows, drops. */
    static final int SUMS = 4;

    private static final int HASH = 3;
    private static final int FIRST_SLOTS = 128;
    private static final int PAGE_BITS = 8;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final long SECRET_HIGH = KeyHash.word(KeyHash.PROCESS_SEED, 0);
    private static final long SECRET_LOW = KeyHash.word(KeyHash.PROCESS_SEED, 1);
    private static final long SECRET_DIMENSION = KeyHash.word(KeyHash.PROCESS_SEED, 2);

    private final int maxRows;
    private long[][] pages = new long[1][PAGE_ROWS * WORDS];
    private int[] slots = new int[FIRST_SLOTS];
    private int count;
    private final long[] other = new long[Dimension.COUNT * SUMS];
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> textNumbers = new HashMap<>();
    private Distributions distributions = new Distributions();

    @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the reads
    private int touched;

    /** Creates a table without a limit. */
    public RollupTable() {
        this(Integer.MAX_VALUE);
    }

    /** Creates a table with a maximum number of rows. */
    RollupTable(int maxRows) {
        this.maxRows = maxRows;
    }

    /** Returns the number of rows. */
    int count() {
        return count;
    }

    /** Returns true if nothing was added. */
    boolean isEmpty() {
        return count == 0
                && distributions.isEmpty()
                && Arrays.stream(other).allMatch(sum -> sum == 0);
    }

    /** Returns a word of a row. */
    long get(int row, int word) {
        return page(row)[at(row) + word];
    }

    /** Returns the ordinal of a row's dimension. */
    int dimension(int row) {
        return (int) get(row, DIMENSION);
    }

    /** Returns the page that contains a row. */
    long[] page(int row) {
        return pages[row >>> PAGE_BITS];
    }

    /** Returns the index of a row's first word in its page. */
    static int at(int row) {
        return (row & PAGE_ROWS - 1) * WORDS;
    }

    /** Returns the sums of the keys without a row, {@link #SUMS} per dimension. */
    long[] others() {
        return other;
    }

    String text(int number) {
        return texts.get(number);
    }

    /** Returns the distributions that are added up besides the rows. */
    public Distributions distributions() {
        return distributions;
    }

    /**
     * Adds to a key that is not text. Called for each fragment and dimension: does not allocate
     * unless the table grows.
     *
     * @param sums what to add; only read
     */
    public void add(int dimension, long high, long low, RollupSums sums) {
        add(find(dimension, high, low, hash(dimension, high, low)), dimension, sums);
    }

    /** Adds to a row, or to the keys without a row if it is -1. */
    private void add(int row, int dimension, RollupSums sums) {
        if (row < 0) {
            addOther(dimension, sums);
            return;
        }
        long[] page = page(row);
        int at = at(row);
        page[at + BYTES] += sums.bytes;
        page[at + PACKETS] += sums.packets;
        page[at + FLOWS] += sums.flows;
        page[at + DROPS] += sums.drops;
    }

    /** Adds to a key that is text. */
    public void add(int dimension, String text, RollupSums sums) {
        add(findText(dimension, text), dimension, sums);
    }

    /** Returns the row of a text, after adding it if necessary, or -1 if the table is full. */
    private int findText(int dimension, String text) {
        Integer known = textNumbers.get(text);
        if (known == null) {
            if (full(dimension)) {
                return -1;
            }
            known = texts.size();
            texts.add(text);
            textNumbers.put(text, known);
        }
        return find(dimension, 0, known, hash(dimension, 0, known));
    }

    /** Adds to the sums of the keys without a row. */
    void addOther(int dimension, RollupSums sums) {
        int at = dimension * SUMS;
        other[at] += sums.bytes;
        other[at + 1] += sums.packets;
        other[at + 2] += sums.flows;
        other[at + 3] += sums.drops;
    }

    /** Returns the row of a key, after adding it if necessary, or -1 if the table is full. */
    private int find(int dimension, long high, long low, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        int number = slots[slot];
        while (number != 0) {
            long[] page = page(number - 1);
            int at = at(number - 1);
            if (page[at] == dimension && page[at + LOW] == low && page[at + HIGH] == high) {
                return number - 1;
            }
            slot = (slot + 1) & mask;
            number = slots[slot];
        }
        return full(dimension) ? -1 : append(slot, dimension, high, low, hash);
    }

    /** The hash of a key in this process. */
    private static int hash(int dimension, long high, long low) {
        long networks = KeyHash.mix(high ^ SECRET_HIGH, dimension ^ SECRET_DIMENSION);
        return (int) KeyHash.mix(low ^ SECRET_LOW, networks);
    }

    /** Returns true if new keys of a dimension get no row. Dimensions with few keys always do. */
    private boolean full(int dimension) {
        return count >= maxRows && !RollupKeys.hasFewKeys(Dimension.of(dimension));
    }

    private int append(int slot, int dimension, long high, long low, int hash) {
        int row = count++;
        if (row >>> PAGE_BITS == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pages.length);
        }
        if (pages[row >>> PAGE_BITS] == null) {
            pages[row >>> PAGE_BITS] = new long[PAGE_ROWS * WORDS];
        }
        long[] page = page(row);
        int at = at(row);
        page[at] = dimension;
        page[at + HIGH] = high;
        page[at + LOW] = low;
        page[at + HASH] = hash;
        Arrays.fill(page, at + BYTES, at + WORDS, 0);
        slots[slot] = count;
        if (2 * count >= slots.length) {
            rehash();
        }
        return row;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int row = 0; row < count; row++) {
            int slot = (int) get(row, HASH) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = row + 1;
        }
    }

    /** Adds the rows and distributions of another table. */
    void add(RollupTable table) {
        for (int from = 0; from < table.count; from += PAGE_ROWS) {
            int to = Math.min(table.count, from + PAGE_ROWS);
            touch(table, from, to);
            for (int row = from; row < to; row++) {
                addRow(table, row);
            }
        }
        for (int sum = 0; sum < other.length; sum++) {
            other[sum] += table.other[sum];
        }
        distributions.merge(table.distributions);
    }

    /** Reads the slots of another table's keys, so that the processor fetches them in parallel. */
    private void touch(RollupTable table, int from, int to) {
        int mask = slots.length - 1;
        int seen = 0;
        for (int row = from; row < to; row++) {
            seen += slots[(int) table.get(row, HASH) & mask];
        }
        touched += seen;
    }

    private void addRow(RollupTable table, int row) {
        long[] from = table.page(row);
        int fromAt = at(row);
        int dimension = (int) from[fromAt + DIMENSION];
        int target =
                RollupKeys.isText(Dimension.of(dimension))
                        ? findText(dimension, table.text((int) from[fromAt + LOW]))
                        : find(
                                dimension,
                                from[fromAt + HIGH],
                                from[fromAt + LOW],
                                (int) from[fromAt + HASH]);
        if (target < 0) {
            int at = dimension * SUMS;
            for (int sum = 0; sum < SUMS; sum++) {
                other[at + sum] += from[fromAt + BYTES + sum];
            }
            return;
        }
        long[] page = page(target);
        int at = at(target);
        for (int word = BYTES; word < WORDS; word++) {
            page[at + word] += from[fromAt + word];
        }
    }

    /** Adds all rows of columns, and their distributions. */
    public void add(RollupColumns columns) {
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            add(columns, Dimension.of(ordinal));
        }
        distributions.merge(columns.distributions());
    }

    private void add(RollupColumns columns, Dimension dimension) {
        int ordinal = dimension.ordinal();
        boolean text = RollupKeys.isText(dimension);
        RollupSums sums = new RollupSums();
        for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
            sums.setTraffic(columns.bytes(row), columns.packets(row), columns.flows(row));
            sums.drops = columns.drops(row);
            if (text) {
                String key = columns.text(row);
                add(ordinal, key, sums);
            } else {
                long high = columns.high(row);
                long low = columns.low(row);
                add(ordinal, high, low, sums);
            }
        }
        for (int sum = 0; sum < SUMS; sum++) {
            other[ordinal * SUMS + sum] += columns.other(dimension, sum);
        }
    }

    /** Encodes the table for {@link #add(byte[])}. */
    public byte[] encode() {
        return RollupCodec.encode(this);
    }

    /** Adds the rows and distributions of an encoded table. */
    public void add(byte[] encoded) {
        RollupCodec.addTo(this, encoded);
    }

    /** Returns an equal table. A snapshot may write this one while the copy is changed. */
    RollupTable copy() {
        RollupTable copy = new RollupTable(maxRows);
        copy.pages = new long[pages.length][];
        for (int page = 0; page << PAGE_BITS < Math.max(1, count); page++) {
            copy.pages[page] = pages[page].clone();
        }
        copy.slots = slots.clone();
        copy.count = count;
        System.arraycopy(other, 0, copy.other, 0, other.length);
        copy.texts.addAll(texts);
        copy.textNumbers.putAll(textNumbers);
        copy.distributions.merge(distributions);
        return copy;
    }

    /** Removes all rows and distributions, and keeps the memory. */
    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(other, 0);
        count = 0;
        if (!texts.isEmpty()) {
            texts.clear();
            textNumbers.clear();
        }
        if (!distributions.isEmpty()) {
            distributions = new Distributions();
        }
    }

    /** Compares the keys of two rows of one dimension. */
    int compareKeys(int row, int otherRow) {
        int dimension = dimension(row);
        if (RollupKeys.isText(Dimension.of(dimension))) {
            return text((int) get(row, LOW)).compareTo(text((int) get(otherRow, LOW)));
        }
        int byHigh = Long.compareUnsigned(get(row, HIGH), get(otherRow, HIGH));
        return byHigh != 0 ? byHigh : Long.compareUnsigned(get(row, LOW), get(otherRow, LOW));
    }
}
