package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.*;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.Protocols;
import java.util.Arrays;

/**
 * The fragments of an open bucket, to which packets are added: rows of {@link FragmentLayout} in
 * the order in which they started. Whoever adds packets knows which row is the newest one of a
 * packet's flow. Not thread-safe.
 */
public final class FragmentRows {

    private static final int COUNTED =
            PacketBits.RETRANSMIT | PacketBits.OUT_OF_ORDER | PacketBits.ZERO_WINDOW;

    private final Details details = new Details();
    private final Details roundTrip = new Details();
    private long[] rows;
    private int count;

    /**
     * Creates empty rows.
     *
     * @param capacity number of rows before the array grows
     */
    public FragmentRows(int capacity) {
        rows = new long[capacity * WORDS];
    }

    /** Number of fragments. */
    public int count() {
        return count;
    }

    /** Hands over the fragments, after which nothing may be added. */
    public BucketFragments close(long bucketNanos) {
        return new BucketFragments(bucketNanos, rows, count, details);
    }

    /**
     * Reads a fragment, so that the processor fetches it before it is needed.
     *
     * @return a value that depends on what was read, so that the compiler keeps the reads
     */
    public long touch(int row) {
        int at = row * WORDS;
        return rows[at] + rows[at + BYTES_A] + rows[at + EVENTS];
    }

    /** Returns true if a fragment has the key of a packet. */
    public boolean hasKeyOf(int row, PacketKeys keys, int k, boolean late) {
        int at = row * WORDS;
        int of = PacketKeys.offset(k);
        long[] words = keys.words;
        long differences = rows[at + KEY] ^ (late ? words[of + KEY] | LATE : words[of + KEY]);
        differences |= rows[at + A_HIGH] ^ words[of + A_HIGH];
        differences |= rows[at + A_LOW] ^ words[of + A_LOW];
        differences |= rows[at + B_HIGH] ^ words[of + B_HIGH];
        differences |= rows[at + B_LOW] ^ words[of + B_LOW];
        return (differences | (rows[at + HASH] ^ words[of + HASH])) == 0;
    }

    /**
     * Returns true if a fragment may take a packet of its flow.
     *
     * @param marks marks of the packet besides those in its batch
     */
    public boolean takes(int row, PacketKeys keys, int k, int marks) {
        int i = keys.row(k);
        int ipBits = keys.batch().ipBits[i] | marks;
        return (ipBits & (COUNTED | PacketBits.STARTS_CONNECTION)) == 0
                || takes(row * WORDS, ipBits, keys.side(k));
    }

    private boolean takes(int at, int ipBits, int side) {
        return (ipBits & PacketBits.STARTS_CONNECTION) == 0
                && eventsFit(rows[at + EVENTS], events(ipBits, PacketBits.segments(ipBits), side));
    }

    /**
     * Starts a fragment without packets. The packet must be added next.
     *
     * @param order newest event time of the capture so far
     * @param late whether the packet is later than allowed
     * @return row of the fragment
     */
    public int start(PacketKeys keys, int k, long order, boolean late) {
        if ((count + 1) * WORDS > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(4, count + count / 2) * WORDS);
        }
        int at = count * WORDS;
        PacketBatch batch = keys.batch();
        int i = keys.row(k);
        int of = PacketKeys.offset(k);
        System.arraycopy(keys.words, of, rows, at, PacketKeys.FRAGMENT_WORDS);
        rows[at + KEY] |= late ? LATE : 0;
        long bits = batch.bits[i];
        boolean tcp = PacketBits.protocol(bits) == Protocols.TCP;
        FragmentLayout.start(
                rows,
                at,
                order,
                FragmentMarks.ofFirstPacket(bits, batch.ipBits[i], keys.side(k), tcp));
        return count++;
    }

    /** Sets what must be added to a new fragment's times to get event time. */
    public void clock(int row, long offsetNanos) {
        rows[row * WORDS + CLOCK] = offsetNanos;
    }

    /**
     * Makes a new fragment the continuation of the flow's fragment before it, which lacked room in
     * its counters.
     *
     * @param row the new fragment
     * @param full the older fragment, which does not take the packet
     */
    public void continueFragment(int row, int full) {
        rows[row * WORDS + ORDER] = rows[full * WORDS + ORDER];
        rows[row * WORDS + META] |= CONTINUES;
    }

    /** Marks a new fragment as the start of a connection, whose first segment starts it. */
    public void startConnection(int row, PacketKeys keys, int k) {
        int seq = TcpBits.seq(keys.batch().tcpNumbers[keys.row(k)]);
        rows[row * WORDS + META] |= STARTS_CONNECTION | FragmentLayout.tagOf(seq);
    }

    /**
     * Adds a packet to a fragment that takes it.
     *
     * @param marks marks of the packet besides those in its batch
     */
    public void add(int row, PacketKeys keys, int k, int marks) {
        int at = row * WORDS;
        PacketBatch batch = keys.batch();
        int i = keys.row(k);
        int side = keys.side(k);
        addPacket(rows, at, batch, i, side);
        int ipBits = batch.ipBits[i] | marks;
        if ((ipBits & PacketBits.MARKS) != 0) {
            long events = events(ipBits, PacketBits.segments(ipBits), side);
            rows[at + EVENTS] = addEvents(rows[at + EVENTS], events);
        }
        if ((marks & PacketBits.RESETS) != 0) {
            rows[at + META] |= RESET_A << side;
        }
        if (batch.detail[i] != Details.NONE) {
            addDetail(at, batch.details, batch.detail[i]);
        }
    }

    /** Adds the round trip of a handshake that a packet of the fragment completed. */
    public void addRoundTrip(int row, long nanos) {
        roundTrip.clear();
        int entry = roundTrip.add();
        roundTrip.rtt(entry, nanos);
        addDetail(row * WORDS, roundTrip, entry);
    }

    private void addDetail(int at, Details from, int entry) {
        int known = detail(rows[at + EVENTS]);
        int offset =
                known == Details.NONE
                        ? details.add(from.words, entry)
                        : details.merge(known, from.words, entry);
        rows[at + EVENTS] = withDetail(rows[at + EVENTS], offset);
    }
}
