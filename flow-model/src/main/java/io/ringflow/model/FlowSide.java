package io.ringflow.model;

/**
 * What one endpoint of a flow sent (RFC 5103: the forward or the reverse half of a biflow). Made by
 * {@link #of} and {@link #withTcp}.
 *
 * @param packets {@code packetDeltaCount}
 * @param bytes IP bytes, {@code octetDeltaCount}
 * @param tcpFlags union of the TCP flags, as the flags byte of the TCP header
 * @param firstNanos time of the first packet since the epoch; {@link Long#MAX_VALUE} without one
 * @param lastNanos time of the last packet since the epoch; {@link Long#MIN_VALUE} without one
 * @param retransmits TCP packets whose data had been sent before
 * @param outOfOrder TCP packets that arrived after a later one
 * @param payload true if a TCP packet carried data
 * @param stateFlags the TCP flags that the state of the connection follows from: without RST if the
 *     other endpoint ignored it, and with those of the flow's segments before
 */
public record FlowSide(
        long packets,
        long bytes,
        int tcpFlags,
        long firstNanos,
        long lastNanos,
        long retransmits,
        long outOfOrder,
        boolean payload,
        int stateFlags) {

    /** A side that sent nothing. */
    public static final FlowSide SILENT = of(0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

    /** A side without TCP facts. */
    public static FlowSide of(long packets, long bytes, long firstNanos, long lastNanos) {
        return new FlowSide(packets, bytes, 0, firstNanos, lastNanos, 0, 0, false, 0);
    }

    /** The same side with what its TCP headers showed. */
    public FlowSide withTcp(int flags, long retransmits, long outOfOrder, boolean payload) {
        return new FlowSide(
                packets,
                bytes,
                flags,
                firstNanos,
                lastNanos,
                retransmits,
                outOfOrder,
                payload,
                flags);
    }

    /** The same side with other flags that the state of the connection follows from. */
    public FlowSide withStateFlags(int flags) {
        return new FlowSide(
                packets,
                bytes,
                tcpFlags,
                firstNanos,
                lastNanos,
                retransmits,
                outOfOrder,
                payload,
                flags);
    }

    /** Returns true if a packet had a TCP flag that counts for the state of the connection. */
    boolean sent(int flag) {
        return (stateFlags & flag) != 0;
    }
}
