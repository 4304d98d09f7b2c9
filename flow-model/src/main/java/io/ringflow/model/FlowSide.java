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
 */
public record FlowSide(
        long packets,
        long bytes,
        int tcpFlags,
        long firstNanos,
        long lastNanos,
        long retransmits,
        long outOfOrder,
        boolean payload) {

    /** A side that sent nothing. */
    public static final FlowSide SILENT = of(0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

    /** A side without TCP facts. */
    public static FlowSide of(long packets, long bytes, long firstNanos, long lastNanos) {
        return new FlowSide(packets, bytes, 0, firstNanos, lastNanos, 0, 0, false);
    }

    /** The same side with what its TCP headers showed. */
    public FlowSide withTcp(int flags, long retransmits, long outOfOrder, boolean payload) {
        return new FlowSide(
                packets, bytes, flags, firstNanos, lastNanos, retransmits, outOfOrder, payload);
    }

    /** Returns true if a packet had a TCP flag. */
    boolean sent(int flag) {
        return (tcpFlags & flag) != 0;
    }
}
