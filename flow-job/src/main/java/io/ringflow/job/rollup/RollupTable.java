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
 *   3    IP bytes
 *   4    packets
 *   5    flows started
 *   6    packets lost
 * </pre>
 *
 * A table may have a maximum number of rows. Keys that get no row are summed up as "other".
 */
public final class RollupTable {

    static final int DIMENSION = 0;
    static final int HIGH = 1;
    static final int LOW = 2;
    static final int BYTES = 3;
    static final int PACKETS = 4;
    static final int FLOWS = 5;
    static final int DROPS = 6;

    /** Words of a row. */
    static final int WORDS = 7;

    /** Sums of a row: bytes, packets, flows, drops. */
    static final int SUMS = 4;

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
        int row = find(dimension, high, low);
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
        Integer known = textNumbers.get(text);
        if (known == null) {
            if (full(dimension)) {
                addOther(dimension, sums);
                return;
            }
            known = texts.size();
            texts.add(text);
            textNumbers.put(text, known);
        }
        add(dimension, 0, known, sums);
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
    private int find(int dimension, long high, long low) {
        int mask = slots.length - 1;
        int slot = hash(dimension, high, low) & mask;
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
        return full(dimension) ? -1 : append(slot, dimension, high, low);
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

    private int append(int slot, int dimension, long high, long low) {
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
            int slot = hash(dimension(row), get(row, HIGH), get(row, LOW)) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = row + 1;
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
