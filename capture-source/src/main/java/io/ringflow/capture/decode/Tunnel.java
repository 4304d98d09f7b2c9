package io.ringflow.capture.decode;

import io.ringflow.model.TunnelType;

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

    /** Takes what is around the frame's first IP header. */
    void link(TunnelType linkType, int linkId) {
        type = linkType;
        id = linkId;
        srcHigh = 0;
        srcLow = 0;
        dstHigh = 0;
        dstLow = 0;
    }

    /** Takes a tunnel that is inside an IP header. */
    void inside(IpHeader outer, TunnelType innerType, int innerId) {
        type = innerType;
        id = innerId;
        srcHigh = outer.srcHigh();
        srcLow = outer.srcLow();
        dstHigh = outer.dstHigh();
        dstLow = outer.dstLow();
    }
}
