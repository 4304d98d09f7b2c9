package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.FlowId;
import io.ringflow.model.Protocols;

/**
 * Layout of a flow fragment in an array of {@code long}s, and how packets and other fragments are
 * added to it. A fragment is what one source subtask saw of one flow within one bucket. Endpoint A
 * is the smaller one, by address and then port.
 *
 * <pre>
 *  word  content
 *   0    address of A, high half
 *   1    address of A, low half
 *   2    address of B, high half
 *   3    address of B, low half
 *   4    port of A (16) | port of B (16) | protocol (8) | tunnel type (6)
 *        | key bits (3) | unused (2) | VLAN (13)
 *   5    hash of the key (32) | tunnel id (32)
 *   6    newest event time of the capture when the fragment started: its place in the order
 *   7    packets of A (32) | packets of B (32)
 *   8    IP bytes of A
 *   9    IP bytes of B
 *  10    time of the first packet of A; Long.MAX_VALUE if none
 *  11    time of the last packet of A; Long.MIN_VALUE if none
 *  12    time of the first packet of B
 *  13    time of the last packet of B
 *  14    sum of the squared packet sizes
 *  15    observer (16) | marks (10) | DSCP (6) | ICMP code (8) | ICMP type (8)
 *        | TCP flags of B (8) | TCP flags of A (8); TCP has in place of ICMP code and type:
 *        tag of the connection (14) | RST of B accepted (1) | of A (1)
 *  16    smallest packet (32) | largest packet (32)
 *  17    payload seen from B (1) | from A (1) | zero windows (6) | packets out of order from B (6)
 *        | from A (6) | retransmitted packets from B (6) | from A (6) | offset of its details (32)
 *  18    what must be added to the packets' times to get event time; not 0 after the capture's clock
 *        was set
 * </pre>
 *
 * The five small counters never overflow: a fragment takes no packet that would make one overflow.
 * A new fragment continues it instead, with the same place in the order, and is folded as a part of
 * it.
 *
 * <p>DSCP, ICMP type and code are those of the first packet. Times are nanoseconds since the epoch.
 */
public final class FragmentLayout {

    // Indexes of the words above.
    public static final int A_HIGH = 0;
    public static final int A_LOW = 1;
    public static final int B_HIGH = 2;
    public static final int B_LOW = 3;
    public static final int KEY = 4;
    public static final int HASH = 5;
    public static final int ORDER = 6;
    public static final int PACKETS = 7;
    public static final int BYTES_A = 8;
    public static final int BYTES_B = 9;
    public static final int FIRST_A = 10;
    public static final int LAST_A = 11;
    public static final int FIRST_B = 12;
    public static final int LAST_B = 13;
    public static final int SQUARES = 14;
    public static final int META = 15;
    public static final int SIZES = 16;

    public static final int EVENTS = 17;
    public static final int CLOCK = 18;

    /**
     * Version of saved fragments, and of the flow rows that they are folded into. Raise it with the
     * layout of either; rows of another version are not read.
     */
    public static final int VERSION = 4;

    /** Words of a fragment. */
    public static final int WORDS = 19;

    /**
     * Key bit: the packets' times are far ahead of event time, and wrong. Part of the flow's key,
     * so that they don't change the times of other packets' flow.
     */
    public static final long WILD = 1L << 15;

    /** Key bit: the packets were later than allowed. Never merged with other fragments. */
    public static final long LATE = 1L << 16;

    /** Key bit: the IP version is 6. */
    public static final long IPV6 = 1L << 17;

    private static final int TUNNEL_SHIFT = 18;

    /** Bits of {@link PacketBits} that are part of {@link #KEY}. */
    static final long KEY_OF_BITS = ~0xff_e000L;

    /** TCP: a RST of A was accepted. That of B is the next higher bit. */
    public static final long RESET_A = 1L << 16;

    /** TCP: the accepted RSTs of both endpoints. */
    public static final long RESETS = 3L << 16;

    /** Mark: the first packet started another connection than the one before. */
    public static final long STARTS_CONNECTION = 1L << 38;

    /** Mark: A sent a SYN without ACK. */
    public static final long SYN_A = 1L << 39;

    /** Mark: B sent a SYN without ACK. */
    public static final long SYN_B = 1L << 40;

    /** Mark: A sent a SYN with ACK. */
    public static final long SYN_ACK_A = 1L << 41;

    /** Mark: B sent a SYN with ACK. */
    public static final long SYN_ACK_B = 1L << 42;

    /** Mark: the first packet came from B. */
    public static final long FIRST_FROM_B = 1L << 43;

    /** Mark: the first SYN without ACK came from B. */
    public static final long FIRST_SYN_FROM_B = 1L << 44;

    /** Mark: the first SYN with ACK came from B. */
    public static final long FIRST_SYN_ACK_FROM_B = 1L << 45;

    /** Mark: continues a fragment of the same flow whose counters were full. */
    public static final long CONTINUES = 1L << 46;

    /** Event: A sent data. */
    private static final long PAYLOAD_A = 1L << 62;

    private static final long PAYLOADS = 3L << 62;

    private static final int RETRANSMITS = 32;
    private static final int OUT_OF_ORDER = 44;
    private static final int ZERO_WINDOWS = 56;
    private static final int COUNTER_BITS = 6;
    private static final int COUNTER_MAX = (1 << COUNTER_BITS) - 1;
    private static final long COUNTERS = (1L << 62) - (1L << 32);

    private static final int TAG_SHIFT = 18;
    private static final int TAG_MASK = 0x3fff;

    private static final int OBSERVER_SHIFT = 48;
    private static final long LOW_INT = 0xffff_ffffL;

    private FragmentLayout() {}

    /** Returns the observer's number in the dictionary that accompanies the fragments. */
    public static int observer(long meta) {
        return (int) (meta >>> OBSERVER_SHIFT);
    }

    /** Returns the meta word with another observer. */
    public static long withObserver(long meta, int observer) {
        return meta << 16 >>> 16 | (long) observer << OBSERVER_SHIFT;
    }

    /** Returns the time of a fragment's first packet. */
    public static long firstNanos(long[] r, int at) {
        return Math.min(r[at + FIRST_A], r[at + FIRST_B]);
    }

    /** Returns the event time of a fragment's first packet, which must not be late. */
    public static long firstEventNanos(long[] r, int at) {
        return firstNanos(r, at) + r[at + CLOCK];
    }

    /** Returns the event time of a fragment's last packet, which must not be late. */
    public static long lastEventNanos(long[] r, int at) {
        return Math.max(r[at + LAST_A], r[at + LAST_B]) + r[at + CLOCK];
    }

    /** Returns true if a fragment starts a connection. It never joins an older fragment. */
    public static boolean startsConnection(long meta) {
        return (meta & STARTS_CONNECTION) != 0;
    }

    /**
     * Returns the tag of the connection that a TCP fragment starts, which tells whether two
     * observers saw the same connection start; 0 for other fragments.
     */
    public static int connectionTag(long meta) {
        return (int) (meta >>> TAG_SHIFT) & TAG_MASK;
    }

    /** Returns the tag of a connection, in its place in the meta word. Never 0. */
    static long tagOf(int initialSequenceNumber) {
        return (long) Math.max(1, (initialSequenceNumber * 0x9e37_79b1) >>> 18) << TAG_SHIFT;
    }

    /** Returns the tag bits of a meta word. */
    public static long tagBits(long meta) {
        return meta & (long) TAG_MASK << TAG_SHIFT;
    }

    /** Returns the key bits of a tunnel type. */
    static long tunnelKey(int tunnelType) {
        return (long) tunnelType << TUNNEL_SHIFT;
    }

    /**
     * Starts a fragment without packets.
     *
     * @param meta the meta word after the first packet
     */
    static void start(long[] r, int at, long order, long meta) {
        r[at + ORDER] = order;
        r[at + PACKETS] = 0;
        r[at + BYTES_A] = 0;
        r[at + BYTES_B] = 0;
        r[at + FIRST_A] = Long.MAX_VALUE;
        r[at + LAST_A] = Long.MIN_VALUE;
        r[at + FIRST_B] = Long.MAX_VALUE;
        r[at + LAST_B] = Long.MIN_VALUE;
        r[at + SQUARES] = 0;
        r[at + META] = meta;
        r[at + SIZES] = (long) Integer.MAX_VALUE << 32;
        r[at + EVENTS] = 0;
        r[at + CLOCK] = 0;
    }

    /**
     * Adds a packet to a fragment, except for its events and details.
     *
     * @param side the endpoint that sent it: 0 for A, 1 for B
     */
    static void addPacket(long[] r, int at, PacketBatch batch, int i, int side) {
        long time = batch.timeNanos[i];
        int bytes = batch.ipBytes[i];
        int segments = PacketBits.segments(batch.ipBits[i]);
        r[at + PACKETS] += (long) segments << (32 - 32 * side);
        r[at + BYTES_A + side] += bytes;
        int first = at + FIRST_A + 2 * side;
        r[first] = Math.min(r[first], time);
        r[first + 1] = Math.max(r[first + 1], time);
        long size = segments == 1 ? bytes : bytes / segments;
        r[at + SQUARES] += size * size * segments;
        r[at + SIZES] = joinSizes(r[at + SIZES], size << 32 | size);
        long bits = batch.bits[i];
        int flags = PacketBits.flags(bits);
        if (flags != 0 && PacketBits.protocol(bits) == Protocols.TCP) {
            r[at + META] |= FragmentMarks.ofTcpPacket(r[at + META], flags, side);
        }
    }

    /** Adds a later fragment with the same key, except for its details. */
    static void addFragment(long[] r, int to, long[] from, int at) {
        r[to + PACKETS] += from[at + PACKETS];
        r[to + BYTES_A] += from[at + BYTES_A];
        r[to + BYTES_B] += from[at + BYTES_B];
        r[to + FIRST_A] = Math.min(r[to + FIRST_A], from[at + FIRST_A]);
        r[to + LAST_A] = Math.max(r[to + LAST_A], from[at + LAST_A]);
        r[to + FIRST_B] = Math.min(r[to + FIRST_B], from[at + FIRST_B]);
        r[to + LAST_B] = Math.max(r[to + LAST_B], from[at + LAST_B]);
        r[to + SQUARES] += from[at + SQUARES];
        r[to + EVENTS] = addEvents(r[to + EVENTS], from[at + EVENTS]);
        r[to + META] |= FragmentMarks.ofLaterFragment(r[to + META], from[at + META]);
        r[to + META] |= resets(from, at);
        r[to + SIZES] = joinSizes(r[to + SIZES], from[at + SIZES]);
    }

    /** Returns the bits of accepted RSTs in a fragment's meta word; 0 if it isn't TCP. */
    public static long resets(long[] r, int at) {
        return ((int) (r[at + KEY] >>> 24) & 0xff) == Protocols.TCP ? r[at + META] & RESETS : 0;
    }

    /** Returns the smallest and the largest packet of two fragments together. */
    public static long joinSizes(long sizes, long more) {
        return Math.min(sizes >> 32, more >> 32) << 32 | Math.max(sizes & LOW_INT, more & LOW_INT);
    }

    /**
     * Returns what a packet adds to the events word.
     *
     * @param ipBits the packet's marks
     * @param segments number of packets on the wire that the packet represents
     * @param side the endpoint that sent it: 0 for A, 1 for B
     */
    static long events(int ipBits, int segments, int side) {
        if ((ipBits & PacketBits.MARKS) == 0) {
            return 0;
        }
        int shift = side * COUNTER_BITS;
        long packets = Math.min(segments, COUNTER_MAX);
        long events = (ipBits & PacketBits.PAYLOAD) == 0 ? 0 : PAYLOAD_A << side;
        if ((ipBits & PacketBits.RETRANSMIT) != 0) {
            events |= packets << (RETRANSMITS + shift);
        }
        if ((ipBits & PacketBits.OUT_OF_ORDER) != 0) {
            events |= packets << (OUT_OF_ORDER + shift);
        }
        if ((ipBits & PacketBits.ZERO_WINDOW) != 0) {
            events |= packets << ZERO_WINDOWS;
        }
        return events;
    }

    /** Returns true if the counters of two events words can be added without overflow. */
    static boolean eventsFit(long events, long more) {
        if ((more & COUNTERS) == 0) {
            return true;
        }
        for (int shift = RETRANSMITS; shift <= ZERO_WINDOWS; shift += COUNTER_BITS) {
            if ((events >>> shift & COUNTER_MAX) + (more >>> shift & COUNTER_MAX) > COUNTER_MAX) {
                return false;
            }
        }
        return true;
    }

    /** Adds two events words that fit. The sum has the details of the first word. */
    static long addEvents(long events, long more) {
        long counters = (events & COUNTERS) + (more & COUNTERS);
        return (events & ~COUNTERS) | (more & PAYLOADS) | counters;
    }

    /** Returns the retransmitted packets of an endpoint: 0 for A, 1 for B. */
    public static int retransmits(long events, int side) {
        return (int) (events >>> (RETRANSMITS + side * COUNTER_BITS)) & COUNTER_MAX;
    }

    /** Returns the packets of an endpoint that arrived out of order. */
    public static int outOfOrder(long events, int side) {
        return (int) (events >>> (OUT_OF_ORDER + side * COUNTER_BITS)) & COUNTER_MAX;
    }

    /** Returns the packets of both endpoints that closed the window. */
    public static int zeroWindows(long events) {
        return (int) (events >>> ZERO_WINDOWS) & COUNTER_MAX;
    }

    /** Returns which endpoints sent data: bit 0 for A, bit 1 for B. */
    public static int payload(long events) {
        return (int) (events >>> 62);
    }

    /** Returns the offset of the fragment's details, or {@link Details#NONE}. */
    public static int detail(long events) {
        return (int) events;
    }

    /** Returns the events word with its details at another offset. */
    public static long withDetail(long events, int offset) {
        return events >>> 32 << 32 | offset;
    }

    /** Returns the shard of a flow, which the high bits of its hash select. */
    public static int shard(long hashWord, int shards) {
        return FlowId.shard((int) (hashWord >>> 32), shards);
    }
}
