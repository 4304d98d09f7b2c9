package io.ringflow.capture.decode;

import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * The tunnel directly around the IP header of the packet that was decoded last. One a decoder, used
 * again for each frame. MPLS and PPPoE below all IP headers are reported only where no IP tunnel is
 * around the packet, and have no endpoints.
 */
final class Tunnel {

    TunnelType type = TunnelType.NONE;

    /** What tells tunnels between the same endpoints apart, 0 where the type has no id. */
    int id;

    /** Source address of the IP header around, high and low half; 0 without one. */
    long srcHigh;

    long srcLow;

    /** Destination address of the IP header around. */
    long dstHigh;

    long dstLow;

    /** Forgets the tunnel. */
    void none() {
        type = TunnelType.NONE;
        id = 0;
        srcHigh = 0;
        srcLow = 0;
        dstHigh = 0;
        dstLow = 0;
    }

    /** Takes the endpoints of the IP header around. */
    void inside(ByteBuffer buffer, IpHeader outer) {
        srcHigh = outer.srcHigh(buffer);
        srcLow = outer.srcLow(buffer);
        dstHigh = outer.dstHigh(buffer);
        dstLow = outer.dstLow(buffer);
    }
}
