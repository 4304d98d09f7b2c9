package io.ringflow.job.reference;

import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;

/**
 * The tunnel that a packet is in.
 *
 * @param type its kind
 * @param id VNI, key, TEID or label; 0 for GRE without a key
 * @param src source of the IP header around, none for MPLS
 * @param dst destination of that header
 * @param v6 whether that header is one of version 6
 * @param srcPort of a tunnel in UDP
 * @param tagInside whether the packet's VLAN tag is inside of the tunnel
 * @param fragment which part of a datagram the packet around is
 * @param part bytes of that part behind its IP header
 */
record Wrapping(
        TunnelType type,
        int id,
        IpAddress src,
        IpAddress dst,
        boolean v6,
        int srcPort,
        boolean tagInside,
        Fragment fragment,
        int part) {

    static final Wrapping NONE = of(TunnelType.NONE, 0, IpAddress.ANY, IpAddress.ANY, false, 0);

    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int UDP = 8;
    private static final int GRE = 47;

    static Wrapping of(
            TunnelType type, int id, IpAddress src, IpAddress dst, boolean v6, int srcPort) {
        return new Wrapping(type, id, src, dst, v6, srcPort, false, Fragment.WHOLE, 0);
    }

    Wrapping withTagInside() {
        return new Wrapping(type, id, src, dst, v6, srcPort, true, fragment, part);
    }

    /** The same around the first part of a datagram, so many bytes of it. */
    Wrapping cut(int identification, int bytes) {
        Fragment first = new Fragment(identification, 0, true, v6);
        return new Wrapping(type, id, src, dst, v6, srcPort, tagInside, first, bytes);
    }

    /** Whether there is an IP header around. */
    boolean hasIp() {
        return type != TunnelType.NONE && type != TunnelType.MPLS;
    }

    int protocol() {
        return switch (type) {
            case VXLAN, GTP_U -> Protocols.UDP;
            case GRE -> GRE;
            case IPIP -> v6 ? 41 : 4;
            case SIX_IN_FOUR -> 41;
            default -> 4;
        };
    }

    int dstPort() {
        return type == TunnelType.VXLAN ? 4789 : type == TunnelType.GTP_U ? 2152 : 0;
    }

    int ipHeader() {
        return v6 ? (fragment.header() ? 48 : 40) : 20;
    }

    /** Bytes between the two IP headers. */
    int header() {
        return switch (type) {
            case VXLAN -> UDP + 8 + ETHERNET + (tagInside ? TAG : 0);
            case GTP_U -> UDP + 8;
            case GRE -> id == 0 ? 4 : 8;
            default -> 0;
        };
    }

    /** The packet around one. */
    WirePacket around(WirePacket packet) {
        int inside = part > 0 ? part : header() + packet.bytes();
        return new WirePacket(
                packet.nanos(),
                tagInside ? -1 : packet.vlan(),
                NONE,
                src,
                dst,
                v6,
                protocol(),
                0,
                ipHeader() + inside,
                Transport.ports(srcPort, dstPort()),
                fragment,
                Found.NOTHING);
    }
}
