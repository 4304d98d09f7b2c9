package io.ringflow.capture.decode.header;

import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * The innermost tunnel around the packet decoded last. MPLS and PPPoE below the first IP header are
 * reported only if no IP tunnel is around the packet, and have no endpoints.
 *
 * <p>Not thread-safe. One instance per decoder, reused for every frame.
 */
public final class InnermostTunnel {

    /** The kind of the tunnel; {@link TunnelType#NONE} without one. */
    public TunnelType type = TunnelType.NONE;

    /** Tells tunnels between the same endpoints apart; 0 if the type has no id. */
    public int id;

    /** Source address of the IP header around the packet, high and low half; 0 if there is none. */
    public long srcHigh;

    public long srcLow;

    /** Destination address of the IP header around the packet. */
    public long dstHigh;

    public long dstLow;

    /** Forgets the tunnel. */
    void clear() {
        type = TunnelType.NONE;
        id = 0;
        srcHigh = 0;
        srcLow = 0;
        dstHigh = 0;
        dstLow = 0;
    }

    /** Takes the endpoints from the IP header around the packet. */
    public void endpoints(ByteBuffer buffer, IpHeader outer) {
        srcHigh = outer.srcHigh(buffer);
        srcLow = outer.srcLow(buffer);
        dstHigh = outer.dstHigh(buffer);
        dstLow = outer.dstLow(buffer);
    }
}
