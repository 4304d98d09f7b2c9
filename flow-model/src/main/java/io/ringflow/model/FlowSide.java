package io.ringflow.model;

/**
 * What one endpoint of a flow sent (RFC 5103: the forward or the reverse half of a biflow).
 *
 * @param packets {@code packetDeltaCount}
 * @param bytes IP bytes, {@code octetDeltaCount}
 * @param tcpFlags union of the TCP flags, as the flags byte of the TCP header
 * @param firstNanos time of the first packet since the epoch; {@link Long#MAX_VALUE} without one
 * @param lastNanos time of the last packet since the epoch; {@link Long#MIN_VALUE} without one
 * @param retransmits TCP packets whose data was sent before
 * @param outOfOrder TCP packets that another one overtook on its way
 * @param payload whether a TCP packet carried data
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
    public static final FlowSide SILENT =
            new FlowSide(0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, 0, 0, false);

    /** Whether a packet had a TCP flag. */
    boolean sent(int flag) {
        return (tcpFlags & flag) != 0;
    }
}
