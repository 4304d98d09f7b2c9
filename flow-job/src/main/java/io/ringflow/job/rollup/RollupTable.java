package io.ringflow.job.rollup;

import io.ringflow.model.state.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums by dimension and key, while they are added up: an open-addressing table over rows of {@code
 * long}s. One thread at a time.
 *
 * <pre>
 *  word  content of a row
 *   0    dimension (32) | hash of dimension and key (32)
 *   1    key, high half; 0 where the key is text or has 64 bits
 *   2    key, low half; where it is text its number in {@link #texts}
 *   3    IP bytes
 *   4    packets
 *   5    flows begun
 *   6    packets lost
 * </pre>
 *
 * A table may be limited to a number of rows: what keys beyond it have is summed up as other.
 */
public final class RollupTable {

    static final int TAG = 0;
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

    private static final int FIRST_ROWS = 64;
    private static final long LOW_INT = 0xffff_ffffL;

    private final int maxRows;
    private long[] rows = new long[FIRST_ROWS * WORDS];
    private int[] slots = new int[2 * FIRST_ROWS];
    private int count;
    private final long[] other = new long[Dimension.COUNT * SUMS];
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> textNumbers = new HashMap<>();
    private Spreads spreads = new Spreads();

    /** A table without a limit. */
    RollupTable() {
        this(Integer.MAX_VALUE);
    }

    /** A table that takes at most so many keys. */
    RollupTable(int maxRows) {
        this.maxRows = maxRows;
    }

    /** Number of keys. */
    int count() {
        return count;
    }

    /** True where nothing was added. */
    boolean isEmpty() {
        return count == 0 && spreads.isEmpty() && Arrays.stream(other).allMatch(sum -> sum == 0);
    }

    /** A row's word. */
    long get(int row, int word) {
        return rows[row * WORDS + word];
    }

    /** The dimension of a row, as its ordinal. */
    int dimension(int row) {
        return (int) (rows[row * WORDS] >>> 32);
    }

    /** A sum of what keys without a row have: 0 bytes, 1 packets, 2 flows, 3 drops. */
    long other(int dimension, int sum) {
        return other[dimension * SUMS + sum];
    }

    long[] others() {
        return other;
    }

    String text(int number) {
        return texts.get(number);
    }

    Spreads spreads() {
        return spreads;
    }

    /** Adds to a key that is no text. */
    void add(
            int dimension,
            int hash,
            long high,
            long low,
            long bytes,
            long packets,
            long flows,
            long drops) {
        int at = find(dimension, hash, high, low);
        if (at < 0) {
            addOther(dimension, bytes, packets, flows, drops);
            return;
        }
        rows[at + BYTES] += bytes;
        rows[at + PACKETS] += packets;
        rows[at + FLOWS] += flows;
        rows[at + DROPS] += drops;
    }

    /** Adds to a key that is text. */
    void add(
            int dimension,
            int hash,
            String text,
            long bytes,
            long packets,
            long flows,
            long drops) {
        Integer known = textNumbers.get(text);
        if (known == null) {
            if (full(dimension)) {
                addOther(dimension, bytes, packets, flows, drops);
                return;
            }
            known = texts.size();
            texts.add(text);
            textNumbers.put(text, known);
        }
        add(dimension, hash, 0, known, bytes, packets, flows, drops);
    }

    /** Adds to what keys without a row have. */
    void addOther(int dimension, long bytes, long packets, long flows, long drops) {
        int at = dimension * SUMS;
        other[at] += bytes;
        other[at + 1] += packets;
        other[at + 2] += flows;
        other[at + 3] += drops;
    }

    /** Where the row of a key is, made where there is none; -1 where there is no room. */
    private int find(int dimension, int hash, long high, long low) {
        long tag = (long) dimension << 32 | (hash & LOW_INT);
        int mask = slots.length - 1;
        int slot = hash & mask;
        int number = slots[slot];
        while (number != 0) {
            int at = (number - 1) * WORDS;
            if (rows[at] == tag && rows[at + LOW] == low && rows[at + HIGH] == high) {
                return at;
            }
            slot = (slot + 1) & mask;
            number = slots[slot];
        }
        return full(dimension) ? -1 : append(slot, tag, high, low);
    }

    /** There is always room for the few keys of dimensions that have only few. */
    private boolean full(int dimension) {
        return count >= maxRows && !RollupKeys.hasFewKeys(Dimension.of(dimension));
    }

    private int append(int slot, long tag, long high, long low) {
        int at = count * WORDS;
        if (at + WORDS > rows.length) {
            rows = Arrays.copyOf(rows, 2 * at);
        }
        rows[at] = tag;
        rows[at + HIGH] = high;
        rows[at + LOW] = low;
        Arrays.fill(rows, at + BYTES, at + WORDS, 0);
        count++;
        slots[slot] = count;
        if (2 * count >= slots.length) {
            rehash();
        }
        return at;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int row = 0; row < count; row++) {
            int slot = (int) rows[row * WORDS] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = row + 1;
        }
    }

    /** Adds all that columns have. */
    void add(RollupColumns columns) {
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            add(columns, Dimension.of(ordinal));
        }
        spreads.merge(columns.spreads());
    }

    /** Adds what columns have of one dimension. */
    void add(RollupColumns columns, Dimension dimension) {
        int ordinal = dimension.ordinal();
        boolean text = RollupKeys.isText(dimension);
        for (int i = columns.from(dimension); i < columns.to(dimension); i++) {
            long bytes = columns.bytes(i);
            long packets = columns.packets(i);
            long flows = columns.flows(i);
            long drops = columns.drops(i);
            if (text) {
                String key = columns.text(i);
                int hash = RollupKeys.hash(ordinal, key);
                add(ordinal, hash, key, bytes, packets, flows, drops);
            } else {
                long high = columns.high(i);
                long low = columns.low(i);
                int hash = RollupKeys.hash(ordinal, high, low);
                add(ordinal, hash, high, low, bytes, packets, flows, drops);
            }
        }
        for (int sum = 0; sum < SUMS; sum++) {
            other[ordinal * SUMS + sum] += columns.other(dimension, sum);
        }
    }

    /** Forgets all, and keeps the memory. */
    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(other, 0);
        count = 0;
        if (!texts.isEmpty()) {
            texts.clear();
            textNumbers.clear();
        }
        if (!spreads.isEmpty()) {
            spreads = new Spreads();
        }
    }

    /** Which of two keys of one dimension is the smaller one. */
    int compareKeys(int row, int than) {
        int dimension = dimension(row);
        if (RollupKeys.isText(Dimension.of(dimension))) {
            return text((int) get(row, LOW)).compareTo(text((int) get(than, LOW)));
        }
        int byHigh = Long.compareUnsigned(get(row, HIGH), get(than, HIGH));
        return byHigh != 0 ? byHigh : Long.compareUnsigned(get(row, LOW), get(than, LOW));
    }
}
