package io.ringflow.job.local;

import static io.ringflow.job.local.FragmentLayout.*;

import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.Arrays;

/**
 * The fragments of one bucket: rows of {@link FragmentLayout} in the order in which they began, and
 * a hash index over them. Not thread-safe; owned by one operator.
 */
public final class FragmentTable {

    private static final int SYN_AND_ACK = TcpFlags.SYN | TcpFlags.ACK;
    private static final long LOW_INT = 0xffff_ffffL;

    private long[] rows;
    private int[] index;
    private int count;
    private final Details details = new Details();

    /**
     * An empty table.
     *
     * @param capacity rows that it takes before it grows
     */
    public FragmentTable(int capacity) {
        rows = new long[capacity * WORDS];
        index = new int[Integer.highestOneBit(Math.max(4, capacity - 1)) * 4];
    }

    /** Number of fragments. */
    public int count() {
        return count;
    }

    /** The fragments, {@link FragmentLayout#WORDS} words each; valid until the next change. */
    public long[] rows() {
        return rows;
    }

    /** What the fragments' events words refer to. */
    public Details details() {
        return details;
    }

    /** Forgets all fragments. */
    public void clear() {
        if (count > 0) {
            Arrays.fill(index, 0);
            count = 0;
            details.clear();
        }
    }

    /**
     * Reads what adding packets will need, so that the processor fetches it for all of them at once
     * and not for one after the other.
     *
     * @return something that depends on what was read, so that reading is not left out
     */
    long touch(PacketKeys keys, int count) {
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
     * Folds in a packet.
     *
     * @param batch the batch that holds it
     * @param i its place there
     * @param keys holds its key
     * @param k its place there
     * @param order newest packet time of the split so far
     * @param late whether the packet is later than allowed
     */
    void add(PacketBatch batch, int i, PacketKeys keys, int k, long order, boolean late) {
        ensureRoom();
        long bits = batch.bits[i];
        boolean fromA = keys.fromA[k];
        long key = late ? keys.key[k] | LATE : keys.key[k];
        int slot =
                slot(
                        keys.aHigh[k],
                        keys.aLow[k],
                        keys.bHigh[k],
                        keys.bLow[k],
                        key,
                        keys.hashWord[k],
                        0);
        int ipBits = batch.ipBits[i];
        int flags = PacketBits.flags(bits);
        boolean tcp = PacketBits.protocol(bits) == Protocols.TCP;
        boolean syn = tcp && !late && (flags & SYN_AND_ACK) == TcpFlags.SYN;
        long events = events(ipBits, PacketBits.segments(ipBits), fromA);
        int row = index[slot] - 1;
        if (row < 0 || !takes(row, syn, events)) {
            int before = row;
            row = append(slot);
            int at = row * WORDS;
            rows[at + A_HIGH] = keys.aHigh[k];
            rows[at + A_LOW] = keys.aLow[k];
            rows[at + B_HIGH] = keys.bHigh[k];
            rows[at + B_LOW] = keys.bLow[k];
            rows[at + KEY] = key;
            rows[at + HASH] = keys.hashWord[k];
            begin(at, order, metaOfFirst(bits, ipBits, fromA, tcp, syn));
            goOnFor(before, at, syn);
        }
        int at = row * WORDS;
        book(at, batch.timeNanos[i], batch.ipBytes[i], ipBits, tcp ? flags : 0, fromA);
        if (events != 0) {
            rows[at + EVENTS] = addEvents(rows[at + EVENTS], events);
        }
        if (batch.detail[i] != Details.NONE) {
            addDetail(at, batch.details.words, batch.detail[i]);
        }
    }

    /** Whether a fragment takes packets that begin with a SYN, or not, and that have events. */
    private boolean takes(int row, boolean syn, long events) {
        int at = row * WORDS;
        return (!syn || takesSyn(rows[at + META])) && eventsFit(rows[at + EVENTS], events);
    }

    /** Marks a new fragment that is there only because one before it could count no further. */
    private void goOnFor(int row, int at, boolean syn) {
        if (row >= 0 && (!syn || takesSyn(rows[row * WORDS + META]))) {
            rows[at + ORDER] = rows[row * WORDS + ORDER];
            rows[at + META] = continuing(rows[at + META], rows[row * WORDS + META]);
        }
    }

    private void addDetail(int at, long[] from, int its) {
        int mine = detail(rows[at + EVENTS]);
        int place = mine == Details.NONE ? details.add(from, its) : details.merge(mine, from, its);
        rows[at + EVENTS] = withDetail(rows[at + EVENTS], place);
    }

    private static long metaOfFirst(
            long bits, int ipBits, boolean fromA, boolean tcp, boolean startsWithSyn) {
        long meta = (long) PacketBits.dscp(ipBits) << 32;
        if (!tcp) {
            // Only ICMP has flags besides TCP: its code; its type stands at the sender's port.
            meta |= (long) (PacketBits.srcPort(bits) & 0xff) << 16;
            meta |= (long) PacketBits.flags(bits) << 24;
        }
        return meta | (fromA ? 0 : FIRST_FROM_B) | (startsWithSyn ? STARTS_WITH_SYN : 0);
    }

    private void begin(int at, long order, long meta) {
        rows[at + ORDER] = order;
        rows[at + PACKETS] = 0;
        rows[at + BYTES_A] = 0;
        rows[at + BYTES_B] = 0;
        rows[at + FIRST_A] = Long.MAX_VALUE;
        rows[at + LAST_A] = Long.MIN_VALUE;
        rows[at + FIRST_B] = Long.MAX_VALUE;
        rows[at + LAST_B] = Long.MIN_VALUE;
        rows[at + SQUARES] = 0;
        rows[at + META] = meta;
        rows[at + SIZES] = (long) Integer.MAX_VALUE << 32;
        rows[at + EVENTS] = 0;
    }

    private void book(int at, long time, int bytes, int ipBits, int flags, boolean fromA) {
        long[] r = rows;
        int segments = PacketBits.segments(ipBits);
        int side = fromA ? 0 : 1;
        r[at + PACKETS] += fromA ? (long) segments << 32 : segments;
        r[at + BYTES_A + side] += bytes;
        int first = at + FIRST_A + 2 * side;
        r[first] = Math.min(r[first], time);
        r[first + 1] = Math.max(r[first + 1], time);
        long size = segments == 1 ? bytes : bytes / segments;
        r[at + SQUARES] += size * size * segments;
        long sizes = r[at + SIZES];
        r[at + SIZES] = Math.min(sizes >> 32, size) << 32 | Math.max(sizes & LOW_INT, size);
        if (flags != 0) {
            r[at + META] |= tcpMarks(r[at + META], flags, fromA);
        }
    }

    private static long tcpMarks(long meta, int flags, boolean fromA) {
        long marks = fromA ? flags : (long) flags << 8;
        if ((flags & TcpFlags.SYN) != 0) {
            if ((flags & TcpFlags.ACK) != 0) {
                boolean firstSynAck = (meta & (SYN_ACK_A | SYN_ACK_B)) == 0;
                marks |=
                        fromA
                                ? SYN_ACK_A
                                : firstSynAck ? SYN_ACK_B | FIRST_SYN_ACK_FROM_B : SYN_ACK_B;
            } else {
                boolean firstSyn = (meta & (SYN_A | SYN_B)) == 0;
                marks |= fromA ? SYN_A : firstSyn ? SYN_B | FIRST_SYN_FROM_B : SYN_B;
            }
        }
        return marks;
    }

    /**
     * Folds in a fragment of another table, in the order in which that table had it.
     *
     * @param from the other's fragments
     * @param at where the fragment is
     * @param theirs the other's details
     */
    public void merge(long[] from, int at, Details theirs) {
        ensureRoom();
        long meta = from[at + META];
        int slot =
                slot(
                        from[at + A_HIGH],
                        from[at + A_LOW],
                        from[at + B_HIGH],
                        from[at + B_LOW],
                        from[at + KEY],
                        from[at + HASH],
                        observer(meta));
        int row = index[slot] - 1;
        int its = detail(from[at + EVENTS]);
        boolean syn = mayBegin(meta);
        if (row < 0 || !takes(row, syn, from[at + EVENTS])) {
            int before = row;
            row = append(slot);
            System.arraycopy(from, at, rows, row * WORDS, WORDS);
            rows[row * WORDS + EVENTS] = withDetail(from[at + EVENTS], Details.NONE);
            goOnFor(before, row * WORDS, syn);
        } else {
            combine(row * WORDS, from, at);
        }
        if (its != Details.NONE) {
            addDetail(row * WORDS, theirs.words, its);
        }
    }

    private void combine(int to, long[] from, int at) {
        long[] r = rows;
        r[to + PACKETS] += from[at + PACKETS];
        r[to + BYTES_A] += from[at + BYTES_A];
        r[to + BYTES_B] += from[at + BYTES_B];
        r[to + FIRST_A] = Math.min(r[to + FIRST_A], from[at + FIRST_A]);
        r[to + LAST_A] = Math.max(r[to + LAST_A], from[at + LAST_A]);
        r[to + FIRST_B] = Math.min(r[to + FIRST_B], from[at + FIRST_B]);
        r[to + LAST_B] = Math.max(r[to + LAST_B], from[at + LAST_B]);
        r[to + SQUARES] += from[at + SQUARES];
        r[to + EVENTS] = addEvents(r[to + EVENTS], from[at + EVENTS]);
        r[to + META] |= laterMarks(r[to + META], from[at + META]);
        long mine = r[to + SIZES];
        long its = from[at + SIZES];
        r[to + SIZES] =
                Math.min(mine >> 32, its >> 32) << 32 | Math.max(mine & LOW_INT, its & LOW_INT);
    }

    /** What a later fragment adds: flags and SYNs, but nothing about the first packet. */
    private static long laterMarks(long meta, long later) {
        long marks = later & (0xffff | SYN_A | SYN_B | SYN_ACK_A | SYN_ACK_B);
        if ((meta & (SYN_A | SYN_B)) == 0) {
            marks |= later & FIRST_SYN_FROM_B;
        }
        if ((meta & (SYN_ACK_A | SYN_ACK_B)) == 0) {
            marks |= later & FIRST_SYN_ACK_FROM_B;
        }
        return marks;
    }

    /** The index slot of a key: its newest fragment's, or an empty one. */
    private int slot(
            long aHigh, long aLow, long bHigh, long bLow, long key, long hashWord, int observer) {
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
                    && rows[at + A_HIGH] == aHigh
                    && rows[at + B_HIGH] == bHigh
                    && observer(rows[at + META]) == observer) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
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

    /** Doubles the index; of fragments with one key the newest stays the one that is found. */
    private void rehash() {
        index = new int[index.length * 2];
        for (int row = 0; row < count; row++) {
            int at = row * WORDS;
            int slot =
                    slot(
                            rows[at + A_HIGH],
                            rows[at + A_LOW],
                            rows[at + B_HIGH],
                            rows[at + B_LOW],
                            rows[at + KEY],
                            rows[at + HASH],
                            observer(rows[at + META]));
            index[slot] = row + 1;
        }
    }
}
