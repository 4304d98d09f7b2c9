package io.ringflow.job.reference;

import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;

/**
 * The tunnel around a packet.
 *
 * @param type kind of the tunnel
 * @param id VNI, key, TEID or label; 0 for GRE without a key
 * @param ends addresses of the outer IP header; {@link IpHeader.Ends#NONE} for MPLS
 * @param srcPort source port of a tunnel in UDP
 * @param tagInside whether the packet's VLAN tag is inside the tunnel
 * @param cut which part of a datagram the outer packet is
 */
record Encapsulation(
        TunnelType type, int id, IpHeader.Ends ends, int srcPort, boolean tagInside, Cut cut) {

    static final Encapsulation NONE = of(TunnelType.NONE, 0, IpHeader.Ends.NONE, 0);

    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int UDP = 8;
    private static final int GRE = 47;

    /**
     * A part of the outer packet.
     *
     * @param bytes number of bytes after the IP header, or 0 for all
     */
    record Cut(IpFragment fragment, int bytes) {

        /** The whole packet. */
        static final Cut WHOLE = new Cut(IpFragment.WHOLE, 0);
    }

    static Encapsulation of(TunnelType type, int id, IpHeader.Ends ends, int srcPort) {
        return new Encapsulation(type, id, ends, srcPort, false, Cut.WHOLE);
    }

    Encapsulation withTagInside() {
        return new Encapsulation(type, id, ends, srcPort, true, cut);
    }

    /** Returns this tunnel in the other direction. */
    Encapsulation back(int otherId) {
        return new Encapsulation(type, otherId, ends.back(), srcPort, tagInside, cut);
    }

    /**
     * Returns this tunnel around the first bytes of the packet, as the first part of a datagram.
     */
    Encapsulation cut(int identification, int bytes) {
        IpFragment first = new IpFragment(identification, 0, true, ends.v6());
        return new Encapsulation(type, id, ends, srcPort, tagInside, new Cut(first, bytes));
    }

    IpFragment fragment() {
        return cut.fragment();
    }

    /** Returns true if the tunnel has an IP header. */
    boolean hasIp() {
        return type != TunnelType.NONE && type != TunnelType.MPLS;
    }

    int protocol() {
        return switch (type) {
            case VXLAN, GTP_U -> Protocols.UDP;
            case GRE -> GRE;
            case IPIP -> ends.v6() ? 41 : 4;
            case SIX_IN_FOUR -> 41;
            default -> 4;
        };
    }

    int dstPort() {
        return type == TunnelType.VXLAN ? 4789 : type == TunnelType.GTP_U ? 2152 : 0;
    }

    int ipHeader() {
        return IpHeader.length(ends.v6(), fragment().header());
    }

    /** Returns the number of bytes between the two IP headers. */
    int header() {
        return switch (type) {
            case VXLAN -> UDP + 8 + ETHERNET + (tagInside ? TAG : 0);
            case GTP_U -> UDP + 8;
            case GRE -> id == 0 ? 4 : 8;
            default -> 0;
        };
    }

    /** Returns the outer packet of an inner one. */
    WirePacket around(WirePacket packet) {
        int inside = cut.bytes() > 0 ? cut.bytes() : header() + packet.bytes();
        return new WirePacket(
                packet.nanos(),
                tagInside ? -1 : packet.vlan(),
                NONE,
                new IpHeader(ends, protocol(), 0, ipHeader() + inside, fragment()),
                Transport.ports(srcPort, dstPort()),
                PacketAnalysis.NOTHING,
                false);
    }
}
