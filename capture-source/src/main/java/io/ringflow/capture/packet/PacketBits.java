package io.ringflow.capture.packet;

/**
 * The small header fields of one packet. In {@link PacketBatch#bits}:
 *
 * <pre>
 *  63      48 47      32 31      24 23     16 15   13  12   11      0
 * +----------+----------+----------+---------+-------+-----+---------+
 * | src port | dst port | protocol |  flags  | unused|VLAN?| VLAN id |
 * +----------+----------+----------+---------+-------+-----+---------+
 * </pre>
 *
 * The flags are those of the TCP header. ICMP has its type in place of the source port, the type of
 * the response (or the code of a one-way message) in place of the destination port, and its code in
 * place of the flags. In {@link PacketBatch#ipBits}:
 *
 * <pre>
 *  31   30  29  28  27  26     23  22  21  16 15       0
 * +-------+---+---+---+---------+----+------+----------+
 * | unused| R | S | D | marks   | v6 | DSCP | segments |
 * +-------+---+---+---+---------+----+------+----------+
 * </pre>
 *
 * Segments is the number of packets on the wire: 1, or the number that a super-frame stands for.
 * The marks are those of TCP, such as {@link #RETRANSMIT}. D is {@link #DELAYED}, S is {@link
 * #STARTS_CONNECTION}, R is {@link #RESETS}; the last two are never set in a batch.
 */
public final class PacketBits {

    /** Set in {@code bits} if the packet had a VLAN tag. */
    public static final int VLAN_PRESENT = 1 << 12;

    private static final int IPV6 = 1 << 22;

    /** Mark: the segment repeats one that was seen, or one that was lost before the observer. */
    public static final int RETRANSMIT = 1 << 23;

    /** Mark: a later segment overtook this one on the way to the observer. */
    public static final int OUT_OF_ORDER = 1 << 24;

    /** Mark: the sender can receive no more data. */
    public static final int ZERO_WINDOW = 1 << 25;

    /** Mark: the packet carries data. */
    public static final int PAYLOAD = 1 << 26;

    /** Set in {@code ipBits} if the packet has waited in the decoder for another one. */
    public static final int DELAYED = 1 << 27;

    /** The segment is the first one of another connection than the one before. */
    public static final int STARTS_CONNECTION = 1 << 28;

    /** The segment is a RST that its receiver accepts. */
    public static final int RESETS = 1 << 29;

    /** All marks. */
    public static final int MARKS = RETRANSMIT | OUT_OF_ORDER | ZERO_WINDOW | PAYLOAD;

    /** The largest number of segments that fits. */
    public static final int MAX_SEGMENTS = 0xffff;

    private PacketBits() {}

    /** Packs {@code bits}; {@code vlan} is 0, or {@link #VLAN_PRESENT} and the id. */
    public static long pack(int srcPort, int dstPort, int protocol, int flags, int vlan) {
        return (long) srcPort << 48
                | (long) dstPort << 32
                | (long) protocol << 24
                | (long) flags << 16
                | vlan;
    }

    /** Packs {@code ipBits}. */
    public static int packIp(boolean v6, int dscp, int segments) {
        return (v6 ? IPV6 : 0) | dscp << 16 | segments;
    }

    public static int srcPort(long bits) {
        return (int) (bits >>> 48);
    }

    public static int dstPort(long bits) {
        return (int) (bits >>> 32) & 0xffff;
    }

    public static int protocol(long bits) {
        return (int) (bits >>> 24) & 0xff;
    }

    public static int flags(long bits) {
        return (int) (bits >>> 16) & 0xff;
    }

    /** 0 if there was no tag, otherwise {@link #VLAN_PRESENT} and the id. */
    public static int vlan(long bits) {
        return (int) bits & 0x1fff;
    }

    public static boolean isV6(int ipBits) {
        return (ipBits & IPV6) != 0;
    }

    public static int dscp(int ipBits) {
        return ipBits >>> 16 & 0x3f;
    }

    public static int segments(int ipBits) {
        return ipBits & MAX_SEGMENTS;
    }
}
