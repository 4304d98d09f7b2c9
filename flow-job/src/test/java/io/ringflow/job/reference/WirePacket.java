package io.ringflow.job.reference;

import io.ringflow.model.IcmpTypes;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;

/**
 * A packet as an observer saw it.
 *
 * @param nanos time since the epoch
 * @param vlan VLAN id, -1 without a tag
 * @param encapsulation the tunnel around the packet
 * @param ip the IP header
 * @param transport what follows the IP header
 * @param analysis what the packet turned out to be
 * @param delayed whether it waited for another part of its datagram before it was counted
 */
record WirePacket(
        long nanos,
        int vlan,
        Encapsulation encapsulation,
        IpHeader ip,
        Transport transport,
        PacketAnalysis analysis,
        boolean delayed) {

    private static final int TCP_HEADER = 20;

    /** Returns this packet at another time. */
    WirePacket at(long otherNanos) {
        return new WirePacket(otherNanos, vlan, encapsulation, ip, transport, analysis, delayed);
    }

    /** Returns this packet after it has waited. */
    WirePacket afterWait() {
        return new WirePacket(nanos, vlan, encapsulation, ip, transport, analysis, true);
    }

    /** Returns this packet with the result of its analysis. */
    WirePacket with(PacketAnalysis result) {
        return new WirePacket(nanos, vlan, encapsulation, ip, transport, result, delayed);
    }

    /** Returns this packet as a part of a datagram whose first part is known. */
    WirePacket as(WirePacket first) {
        return new WirePacket(
                nanos,
                vlan,
                encapsulation,
                ip.withProtocol(first.protocol()),
                first.transport.ofDatagram(),
                analysis,
                delayed);
    }

    /** Returns this packet in another tunnel. */
    WirePacket in(Encapsulation other) {
        return new WirePacket(nanos, vlan, other, ip, transport, analysis, delayed);
    }

    /** Returns a later part of this packet, with a number of bytes after its headers. */
    WirePacket part(IpFragment later, int length) {
        return new WirePacket(
                nanos,
                vlan,
                encapsulation,
                ip.part(later, length),
                Transport.NOT_SEEN,
                analysis,
                delayed);
    }

    /** Returns the packet that a decoder sees if it does not follow tunnels. */
    WirePacket outermost() {
        return encapsulation.hasIp() ? encapsulation.around(this) : this;
    }

    IpAddress src() {
        return ip.ends().src();
    }

    IpAddress dst() {
        return ip.ends().dst();
    }

    boolean v6() {
        return ip.ends().v6();
    }

    int protocol() {
        return ip.protocol();
    }

    int dscp() {
        return ip.dscp();
    }

    /** Returns the number of IP bytes. */
    int bytes() {
        return ip.bytes();
    }

    IpFragment fragment() {
        return ip.fragment();
    }

    boolean isTcp() {
        return protocol() == Protocols.TCP;
    }

    boolean isIcmp() {
        return protocol() == Protocols.ICMP || protocol() == Protocols.ICMP6;
    }

    int flags() {
        return transport.tcp().flags();
    }

    boolean has(int flag) {
        return isTcp() && (flags() & flag) != 0;
    }

    boolean isSyn() {
        return has(TcpFlags.SYN) && !has(TcpFlags.ACK);
    }

    boolean isSynAck() {
        return has(TcpFlags.SYN) && has(TcpFlags.ACK);
    }

    /** Returns the number of bytes after the TCP header. */
    int payload() {
        return fragment().isLater() ? 0 : bytes() - ip.length() - TCP_HEADER;
    }

    /** Returns the ICMP type that answers this one, or -1. */
    int counterType() {
        int type = transport.icmpType();
        return type < 0 ? -1 : IcmpTypes.counterType(type, protocol() == Protocols.ICMP6);
    }

    boolean isIcmpRequest() {
        return IcmpTypes.isRequest(transport.icmpType(), protocol() == Protocols.ICMP6);
    }

    /** Returns the sender. */
    Endpoint from() {
        return new Endpoint(
                src(), isIcmp() ? Math.max(0, transport.icmpType()) : transport.srcPort());
    }

    /** Returns the receiver. */
    Endpoint to() {
        int answer = counterType();
        int icmp = answer < 0 ? transport.icmpCode() : answer;
        return new Endpoint(dst(), isIcmp() ? icmp : transport.dstPort());
    }

    /** Returns true if the sender is the smaller of the two endpoints. */
    boolean fromSmaller() {
        return from().compareTo(to()) <= 0;
    }
}
