package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.*;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.Arrays;

/**
 * The fragments of one bucket: rows of {@link FragmentLayout} in the order in which they started,
 * and a hash index over them. Not thread-safe.
 */
public final class FragmentTable {

    private static final int SYN_AND_ACK = TcpFlags.SYN | TcpFlags.ACK;

    private long[] rows;
    private int[] index;
    private int count;
    private final Details details = new Details();

    /**
     * Creates an empty table.
     *
     * @param capacity number of rows before the table grows
     */
    public FragmentTable(int capacity) {
        rows = new long[capacity * WORDS];
        index = new int[Integer.highestOneBit(Math.max(4, capacity - 1)) * 4];
    }

    /** Returns the number of fragments. */
    public int count() {
        return count;
    }

    /** Returns the fragments, {@link FragmentLayout#WORDS} words each, until the next change. */
    public long[] rows() {
        return rows;
    }

    /** Returns the details to which the fragments' events words refer. */
    public Details details() {
        return details;
    }

    /** Removes all fragments. */
    public void clear() {
        if (count > 0) {
            Arrays.fill(index, 0);
            count = 0;
            details.clear();
        }
    }

    /**
     * Reads the rows that adding packets will need, so that the processor fetches them at the same
     * time and not one after the other.
     *
     * @return a value that depends on what was read, so that the compiler keeps the reads
     */
    public long touch(PacketKeys keys, int count) {
        int mask = index.length - 1;
        long seen = 0;
        for (int k = 0; k < count; k++) {
            int row = index[(int) (keys.hashWord[k] >>> 32) & mask] - 1;
            if (row >= 0) {
                seen += rows[row * WORDS] + rows[row * WORDS + BYTES_A];
            }
        }
        return seen;
    }

    /**
     * Adds a packet to the fragment of its flow. Does not allocate unless the table grows.
     *
     * @param batch the batch with the packet
     * @param i index of the packet in the batch
     * @param keys the keys of packets of the batch
     * @param k index of the packet's key
     * @param order newest packet time of the split so far
     * @param late whether the packet is later than allowed
     */
    public void add(PacketBatch batch, int i, PacketKeys keys, int k, long order, boolean late) {
        ensureRoom();
        long bits = batch.bits[i];
        boolean fromA = keys.fromA[k];
        long key = late ? keys.key[k] | LATE : keys.key[k];
        int slot = slotOfPacket(keys, k, key);
        int ipBits = batch.ipBits[i];
        int flags = PacketBits.flags(bits);
        boolean tcp = PacketBits.protocol(bits) == Protocols.TCP;
        boolean syn = tcp && !late && (flags & SYN_AND_ACK) == TcpFlags.SYN;
        long events = events(ipBits, PacketBits.segments(ipBits), fromA);
        int row = index[slot] - 1;
        if (row < 0 || !takes(row, syn, events)) {
            int full = row;
            row = append(slot);
            int at = row * WORDS;
            rows[at + A_HIGH] = keys.aHigh[k];
            rows[at + A_LOW] = keys.aLow[k];
            rows[at + B_HIGH] = keys.bHigh[k];
            rows[at + B_LOW] = keys.bLow[k];
            rows[at + KEY] = key;
            rows[at + HASH] = keys.hashWord[k];
            start(rows, at, order, FragmentMarks.ofFirstPacket(bits, ipBits, fromA, tcp, syn));
            continueFragment(full, at, syn);
        }
        int at = row * WORDS;
        addPacket(rows, at, batch, i, fromA);
        if (events != 0) {
            rows[at + EVENTS] = addEvents(rows[at + EVENTS], events);
        }
        if (batch.detail[i] != Details.NONE) {
            addDetail(at, batch.details.words, batch.detail[i]);
        }
    }

    /** Returns true if a fragment may take packets with these properties. */
    private boolean takes(int row, boolean syn, long events) {
        int at = row * WORDS;
        return (!syn || takesSyn(rows[at + META])) && eventsFit(rows[at + EVENTS], events);
    }

    /**
     * Marks a new fragment as the continuation of an older one if that only lacked room in its
     * counters.
     *
     * @param row the older fragment of the flow, or -1
     * @param at offset of the new fragment
     */
    private void continueFragment(int row, int at, boolean syn) {
        if (row >= 0 && (!syn || takesSyn(rows[row * WORDS + META]))) {
            rows[at + ORDER] = rows[row * WORDS + ORDER];
            rows[at + META] = continuing(rows[at + META], rows[row * WORDS + META]);
        }
    }

    private void addDetail(int at, long[] from, int fromOffset) {
        int known = detail(rows[at + EVENTS]);
        int offset =
                known == Details.NONE
                        ? details.add(from, fromOffset)
                        : details.merge(known, from, fromOffset);
        rows[at + EVENTS] = withDetail(rows[at + EVENTS], offset);
    }

    /**
     * Merges a fragment of another table. The fragments of a table must come in its order. After a
     * change of the capture's clock a fragment is not merged with older ones.
     *
     * @param from the other table's fragments
     * @param at offset of the fragment
     * @param fromDetails the other table's details
     */
    public void merge(long[] from, int at, Details fromDetails) {
        ensureRoom();
        long meta = from[at + META];
        int slot = slotOfFragment(from, at);
        int row = index[slot] - 1;
        int fromOffset = detail(from[at + EVENTS]);
        boolean syn = mayStartFlow(meta);
        boolean sameClock = row >= 0 && rows[row * WORDS + CLOCK] == from[at + CLOCK];
        if (!sameClock || !takes(row, syn, from[at + EVENTS])) {
            int full = sameClock ? row : -1;
            row = append(slot);
            System.arraycopy(from, at, rows, row * WORDS, WORDS);
            rows[row * WORDS + EVENTS] = withDetail(from[at + EVENTS], Details.NONE);
            continueFragment(full, row * WORDS, syn);
        } else {
            addFragment(rows, row * WORDS, from, at);
        }
        if (fromOffset != Details.NONE) {
            addDetail(row * WORDS, fromDetails.words, fromOffset);
        }
    }

    /**
     * Finds the index slot of a packet's newest fragment, or an empty one. All fragments of packets
     * have observer 0.
     *
     * @param key the key word, which also depends on whether the packet is late
     */
    private int slotOfPacket(PacketKeys keys, int k, long key) {
        long aLow = keys.aLow[k];
        long bLow = keys.bLow[k];
        long hashWord = keys.hashWord[k];
        int mask = index.length - 1;
        int slot = (int) (hashWord >>> 32) & mask;
        while (true) {
            int row = index[slot] - 1;
            if (row < 0) {
                return slot;
            }
            int at = row * WORDS;
            if (rows[at + A_LOW] == aLow
                    && rows[at + B_LOW] == bLow
                    && rows[at + KEY] == key
                    && rows[at + HASH] == hashWord
                    && rows[at + A_HIGH] == keys.aHigh[k]
                    && rows[at + B_HIGH] == keys.bHigh[k]
                    && observer(rows[at + META]) == 0) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    /** Finds the index slot of the newest fragment with the same key, or an empty one. */
    private int slotOfFragment(long[] from, int fromAt) {
        int mask = index.length - 1;
        int slot = (int) (from[fromAt + HASH] >>> 32) & mask;
        while (true) {
            int row = index[slot] - 1;
            if (row < 0 || hasKeyOf(row * WORDS, from, fromAt)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private boolean hasKeyOf(int at, long[] from, int fromAt) {
        return rows[at + A_LOW] == from[fromAt + A_LOW]
                && rows[at + B_LOW] == from[fromAt + B_LOW]
                && rows[at + KEY] == from[fromAt + KEY]
                && rows[at + HASH] == from[fromAt + HASH]
                && rows[at + A_HIGH] == from[fromAt + A_HIGH]
                && rows[at + B_HIGH] == from[fromAt + B_HIGH]
                && observer(rows[at + META]) == observer(from[fromAt + META]);
    }

    private int append(int slot) {
        index[slot] = ++count;
        return count - 1;
    }

    private void ensureRoom() {
        if ((count + 1) * WORDS > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        if ((count + 1) * 2 > index.length) {
            rehash();
        }
    }

    /** Doubles the index. The newest fragment of each key stays the one that is found. */
    private void rehash() {
        index = new int[index.length * 2];
        for (int row = 0; row < count; row++) {
            index[slotOfFragment(rows, row * WORDS)] = row + 1;
        }
    }
}
