package io.ringflow.job.rollup;

import io.ringflow.model.state.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

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

    private static final int FIRST_SLOTS = 128;
    private static final int PAGE_BITS = 8;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private static final long LOW_INT = 0xffff_ffffL;

    private final int maxRows;
    private long[][] pages = new long[1][PAGE_ROWS * WORDS];
    private int[] slots = new int[FIRST_SLOTS];
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
        return page(row)[at(row) + word];
    }

    /** The dimension of a row, as its ordinal. */
    int dimension(int row) {
        return (int) (get(row, TAG) >>> 32);
    }

    private long[] page(int row) {
        return pages[row >>> PAGE_BITS];
    }

    private static int at(int row) {
        return (row & PAGE_ROWS - 1) * WORDS;
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
        int row = find(dimension, hash, high, low);
        if (row < 0) {
            addOther(dimension, bytes, packets, flows, drops);
            return;
        }
        long[] page = page(row);
        int at = at(row);
        page[at + BYTES] += bytes;
        page[at + PACKETS] += packets;
        page[at + FLOWS] += flows;
        page[at + DROPS] += drops;
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

    /** The row of a key, made where there is none; -1 where there is no room. */
    private int find(int dimension, int hash, long high, long low) {
        long tag = (long) dimension << 32 | (hash & LOW_INT);
        int mask = slots.length - 1;
        int slot = hash & mask;
        int number = slots[slot];
        while (number != 0) {
            long[] page = page(number - 1);
            int at = at(number - 1);
            if (page[at] == tag && page[at + LOW] == low && page[at + HIGH] == high) {
                return number - 1;
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
        int row = count++;
        if (row >>> PAGE_BITS == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pages.length);
        }
        if (pages[row >>> PAGE_BITS] == null) {
            pages[row >>> PAGE_BITS] = new long[PAGE_ROWS * WORDS];
        }
        long[] page = page(row);
        int at = at(row);
        page[at] = tag;
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
            int slot = (int) get(row, TAG) & mask;
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

    private void add(RollupColumns columns, Dimension dimension) {
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

    /** All of it in bytes that {@link #add(byte[])} understands. */
    byte[] encode() {
        try {
            DataOutputSerializer out = new DataOutputSerializer(64 + 16 * count);
            RollupCodec.writeNumber(count, out);
            for (int row = 0; row < count; row++) {
                write(row, out);
            }
            for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
                writeOther(ordinal, out);
            }
            out.writeByte(Dimension.COUNT);
            out.write(spreads.encode());
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    private void write(int row, DataOutputSerializer out) throws IOException {
        long[] page = page(row);
        int at = at(row);
        Dimension dimension = Dimension.of((int) (page[at] >>> 32));
        out.writeByte(dimension.ordinal());
        if (RollupKeys.isText(dimension)) {
            out.writeUTF(text((int) page[at + LOW]));
        } else {
            RollupCodec.writeKey(dimension, page[at + HIGH], page[at + LOW], out);
        }
        RollupCodec.writeSums(
                dimension,
                page[at + BYTES],
                page[at + PACKETS],
                page[at + FLOWS],
                page[at + DROPS],
                out);
    }

    private void writeOther(int ordinal, DataOutputSerializer out) throws IOException {
        int at = ordinal * SUMS;
        if ((other[at] | other[at + 1] | other[at + 2] | other[at + 3]) != 0) {
            out.writeByte(ordinal);
            for (int sum = 0; sum < SUMS; sum++) {
                RollupCodec.writeNumber(other[at + sum], out);
            }
        }
    }

    /** Adds all that another table had when it was encoded. */
    void add(byte[] encoded) {
        try {
            DataInputDeserializer in = new DataInputDeserializer(encoded);
            for (long left = RollupCodec.readNumber(in); left > 0; left--) {
                addNext(in);
            }
            int ordinal = in.readByte();
            while (ordinal != Dimension.COUNT) {
                for (int sum = 0; sum < SUMS; sum++) {
                    other[ordinal * SUMS + sum] += RollupCodec.readNumber(in);
                }
                ordinal = in.readByte();
            }
            byte[] theirs = new byte[in.available()];
            in.readFully(theirs);
            spreads.merge(theirs);
        } catch (IOException e) {
            throw new UncheckedIOException("sums that are damaged", e);
        }
    }

    private void addNext(DataInputDeserializer in) throws IOException {
        int ordinal = in.readByte();
        Dimension dimension = Dimension.of(ordinal);
        String text = null;
        long high = 0;
        long low = 0;
        if (RollupKeys.isText(dimension)) {
            text = in.readUTF();
        } else if (!RollupKeys.isAddress(dimension)) {
            low = RollupCodec.readNumber(in);
        } else if (in.readBoolean()) {
            low = RollupCodec.readV4(in);
        } else {
            high = in.readLong();
            low = in.readLong();
        }
        long bytes = RollupCodec.readNumber(in);
        long packets = RollupCodec.readNumber(in);
        long flows = RollupCodec.readNumber(in);
        long drops = RollupKeys.hasDrops(dimension) ? RollupCodec.readNumber(in) : 0;
        if (text == null) {
            int hash = RollupKeys.hash(ordinal, high, low);
            add(ordinal, hash, high, low, bytes, packets, flows, drops);
        } else {
            add(ordinal, RollupKeys.hash(ordinal, text), text, bytes, packets, flows, drops);
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
