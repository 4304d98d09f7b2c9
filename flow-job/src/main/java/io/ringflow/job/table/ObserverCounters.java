package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.META;
import static io.ringflow.job.table.FlowLayout.TCP_FLAGS;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Details;
import io.ringflow.model.FlowSide;
import io.ringflow.model.TcpFlags;
import org.apache.flink.core.memory.MemorySegment;

/**
 * The part of a flow's row that holds what the row's observer counted, in these words of {@link
 * FlowLayout}:
 *
 * <pre>
 *  word  content (width in bits, most significant first)
 *   7    packets of A
 *   8    packets of B
 *   9    IP bytes of A
 *  10    IP bytes of B
 *  11    time of the first packet of A; Long.MAX_VALUE if there is none
 *  12    time of the last packet of A; Long.MIN_VALUE if there is none
 *  13    time of the first packet of B
 *  14    time of the last packet of B
 *  15    sum of the squared packet sizes
 *  16    smallest packet (32) | largest packet (32)
 *  23    zero windows (32) | not counters (32)
 *  24    retransmitted packets of A (32) | of B (32)
 *  25    packets out of order of A (32) | of B (32)
 *  26    handshake round trip (46); Details.NO_RTT if unknown | TCP flags before the flow of B (8)
 *        | of A (8) | payload of B seen (1) | of A (1)
 * </pre>
 *
 * <p>A new counter takes a word behind these. All that the table knows of it is in this class.
 */
public abstract sealed class ObserverCounters permits FlowRow {

    static final int PACKETS = 7;
    static final int BYTES = 9;
    static final int FIRST_A = 11;
    static final int LAST_A = 12;
    static final int FIRST_B = 13;
    static final int LAST_B = 14;
    static final int SQUARES = 15;
    static final int SIZES = 16;
    static final int REPORTED = 23;
    static final int RETRANSMITS = 24;
    static final int OUT_OF_ORDER = 25;
    static final int ROUND_TRIP = 26;

    /** The first word behind the counters. */
    static final int END = 27;

    private static final int ROUND_TRIP_SHIFT = 18;
    private static final int FLAGS_BEFORE_SHIFT = 2;

    /** About nine hours; longer ones come from clocks that were set. */
    private static final long LONGEST_ROUND_TRIP = (1L << 45) - 1;

    private static final long FLAGS_BEFORE = 0xffffL << FLAGS_BEFORE_SHIFT;

    /** In place of PSH among the flags before the flow: the endpoint had sent data. */
    private static final int HAD_PAYLOAD = 8;

    static final long LOW_INT = 0xffff_ffffL;

    /** The page that holds the row. */
    MemorySegment page;

    /** Where the row starts in the page, in bytes. */
    int offset;

    /** Whether the row may be written; checked by assertions. */
    boolean writable;

    final long get(int word) {
        return page.getLong(offset + word * Long.BYTES);
    }

    final void set(int word, long value) {
        assert writable : "row was moved to for reading";
        page.putLong(offset + word * Long.BYTES, value);
    }

    private void increase(int word, long by) {
        set(word, get(word) + by);
    }

    /** Clears the counters. */
    final void startCounters() {
        for (int word = PACKETS; word < FIRST_A; word++) {
            set(word, 0);
        }
        set(FIRST_A, Long.MAX_VALUE);
        set(LAST_A, Long.MIN_VALUE);
        set(FIRST_B, Long.MAX_VALUE);
        set(LAST_B, Long.MIN_VALUE);
        set(SQUARES, 0);
        set(SIZES, (long) Integer.MAX_VALUE << 32);
        for (int word = REPORTED; word < ROUND_TRIP; word++) {
            set(word, 0);
        }
        set(ROUND_TRIP, Details.NO_RTT << ROUND_TRIP_SHIFT);
    }

    /** Adds a fragment's counters, times and TCP flags. */
    public void add(long[] fragments, int at) {
        long packets = fragments[at + FragmentLayout.PACKETS];
        increase(PACKETS, packets >>> 32);
        increase(PACKETS + 1, packets & LOW_INT);
        increase(BYTES, fragments[at + FragmentLayout.BYTES_A]);
        increase(BYTES + 1, fragments[at + FragmentLayout.BYTES_B]);
        set(FIRST_A, Math.min(get(FIRST_A), fragments[at + FragmentLayout.FIRST_A]));
        set(LAST_A, Math.max(get(LAST_A), fragments[at + FragmentLayout.LAST_A]));
        set(FIRST_B, Math.min(get(FIRST_B), fragments[at + FragmentLayout.FIRST_B]));
        set(LAST_B, Math.max(get(LAST_B), fragments[at + FragmentLayout.LAST_B]));
        increase(SQUARES, fragments[at + FragmentLayout.SQUARES]);
        set(SIZES, FragmentLayout.joinSizes(get(SIZES), fragments[at + FragmentLayout.SIZES]));
        set(
                META,
                get(META)
                        | (fragments[at + FragmentLayout.META] & TCP_FLAGS)
                        | FragmentLayout.resets(fragments, at));
        long events = fragments[at + FragmentLayout.EVENTS];
        if (events != 0) {
            addEvents(events);
        }
    }

    private void addEvents(long events) {
        increase(
                RETRANSMITS,
                (long) FragmentLayout.retransmits(events, 0) << 32
                        | FragmentLayout.retransmits(events, 1));
        increase(
                OUT_OF_ORDER,
                (long) FragmentLayout.outOfOrder(events, 0) << 32
                        | FragmentLayout.outOfOrder(events, 1));
        increase(REPORTED, (long) FragmentLayout.zeroWindows(events) << 32);
        set(ROUND_TRIP, get(ROUND_TRIP) | FragmentLayout.payload(events));
    }

    /** The number of the row's observer in the shard's {@link Observers}. */
    public int observer() {
        return FragmentLayout.observer(get(META));
    }

    /** Packets in both directions. */
    public long packets() {
        return get(PACKETS) + get(PACKETS + 1);
    }

    /** Packets that an endpoint sent. */
    public long packets(int side) {
        return get(PACKETS + side);
    }

    /** IP bytes in both directions. */
    public long bytes() {
        return get(BYTES) + get(BYTES + 1);
    }

    /** IP bytes that an endpoint sent. */
    public long bytes(int side) {
        return get(BYTES + side);
    }

    /** Time of the first packet in either direction. */
    public long firstNanos() {
        return Math.min(get(FIRST_A), get(FIRST_B));
    }

    /** Time of an endpoint's first packet; {@link Long#MAX_VALUE} if it sent none. */
    public long firstNanos(int side) {
        return get(FIRST_A + 2 * side);
    }

    /** Time of the last packet in either direction. */
    public long lastNanos() {
        return Math.max(get(LAST_A), get(LAST_B));
    }

    /** Time of an endpoint's last packet; {@link Long#MIN_VALUE} if it sent none. */
    public long lastNanos(int side) {
        return get(LAST_A + 2 * side);
    }

    /** Nanoseconds between the first and the last packet. */
    public long durationNanos() {
        return lastNanos() - firstNanos();
    }

    /** The sum of the squared packet sizes. */
    long squaredPacketBytes() {
        return get(SQUARES);
    }

    public int minPacketBytes() {
        return (int) (get(SIZES) >> 32);
    }

    public int maxPacketBytes() {
        return (int) get(SIZES);
    }

    /** The TCP flags of an endpoint's packets, all together. */
    int tcpFlags(int side) {
        return (int) (get(META) >>> (8 * side)) & 0xff;
    }

    /** Returns true if a TCP connection ended: by a FIN of both endpoints or an accepted RST. */
    public boolean isEndSeen() {
        int ofA = stateFlags(0);
        int ofB = stateFlags(1);
        return ((ofA | ofB) & TcpFlags.RST) != 0 || (ofA & ofB & TcpFlags.FIN) != 0;
    }

    /**
     * The flags that the state of the connection follows from: a RST only if it was accepted, and
     * those of the flow that this one continues.
     */
    private int stateFlags(int side) {
        boolean reset = (get(META) & FragmentLayout.RESET_A << side) != 0;
        return (reset ? tcpFlags(side) : tcpFlags(side) & ~TcpFlags.RST) | flagsBefore(side);
    }

    private int flagsBefore(int side) {
        return (int) (get(ROUND_TRIP) >>> (FLAGS_BEFORE_SHIFT + 8 * side)) & 0xff;
    }

    /** Makes the TCP state of another row that of the flow before this one. */
    final void stateBefore(ObserverCounters before) {
        long state = before.stateToKeep(0) | before.stateToKeep(1) << 8;
        set(ROUND_TRIP, (get(ROUND_TRIP) & ~FLAGS_BEFORE) | state << FLAGS_BEFORE_SHIFT);
    }

    private long stateToKeep(int side) {
        int flags = stateFlags(side) & ~HAD_PAYLOAD;
        return hasPayload(side) ? flags | HAD_PAYLOAD : flags;
    }

    /** Takes over what another row knows of the flow before. */
    final void sameStateBefore(ObserverCounters other) {
        set(ROUND_TRIP, (get(ROUND_TRIP) & ~FLAGS_BEFORE) | (other.get(ROUND_TRIP) & FLAGS_BEFORE));
    }

    /** Returns true if this row and another one saw SYNs of the same endpoints. */
    public boolean sawSameSyns(ObserverCounters other) {
        return ((get(META) ^ other.get(META)) & TcpFlags.SYN * 0x0101L) == 0;
    }

    /** Packets that an endpoint sent again. */
    public long retransmits(int side) {
        return get(RETRANSMITS) >>> (32 - 32 * side) & LOW_INT;
    }

    /** Packets of an endpoint that were overtaken. */
    public long outOfOrder(int side) {
        return get(OUT_OF_ORDER) >>> (32 - 32 * side) & LOW_INT;
    }

    /** Packets of both endpoints that closed the window. */
    public long zeroWindows() {
        return get(REPORTED) >>> 32;
    }

    /** Returns true if an endpoint sent data, in this flow or in the one that it continues. */
    boolean hasPayload(int side) {
        return (get(ROUND_TRIP) >>> side & 1) != 0 || (flagsBefore(side) & HAD_PAYLOAD) != 0;
    }

    /** The handshake round trip in nanoseconds, or {@link Details#NO_RTT}. */
    long rttNanos() {
        return get(ROUND_TRIP) >> ROUND_TRIP_SHIFT;
    }

    void rttNanos(long nanos) {
        long kept = Math.min(nanos, LONGEST_ROUND_TRIP);
        long rest = get(ROUND_TRIP) & (1L << ROUND_TRIP_SHIFT) - 1;
        set(ROUND_TRIP, kept << ROUND_TRIP_SHIFT | rest);
    }

    /** What an endpoint sent, as a value. */
    FlowSide side(int side) {
        long packets = packets(side);
        if (packets == 0) {
            return FlowSide.SILENT
                    .withTcp(0, 0, 0, hasPayload(side))
                    .withStateFlags(stateFlags(side));
        }
        return FlowSide.of(packets, bytes(side), firstNanos(side), lastNanos(side))
                .withTcp(tcpFlags(side), retransmits(side), outOfOrder(side), hasPayload(side))
                .withStateFlags(stateFlags(side));
    }
}
