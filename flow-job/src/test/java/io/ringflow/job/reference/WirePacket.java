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
 * @param wrapping the tunnel that it is in
 * @param src who sent it
 * @param dst who gets it
 * @param v6 whether the IP header is one of version 6
 * @param protocol {@code protocolIdentifier}
 * @param dscp differentiated services code point
 * @param bytes IP bytes
 * @param transport what stands behind the IP header
 * @param fragment which part of a datagram it is
 * @param found what it turns out to be
 */
record WirePacket(
        long nanos,
        int vlan,
        Wrapping wrapping,
        IpAddress src,
        IpAddress dst,
        boolean v6,
        int protocol,
        int dscp,
        int bytes,
        Transport transport,
        Fragment fragment,
        Found found) {

    private static final int TCP_HEADER = 20;

    /** The same packet at another time. */
    WirePacket at(long otherNanos) {
        return new WirePacket(
                otherNanos,
                vlan,
                wrapping,
                src,
                dst,
                v6,
                protocol,
                dscp,
                bytes,
                transport,
                fragment,
                found);
    }

    /** The same packet, looked at. */
    WirePacket with(Found itsFound) {
        return new WirePacket(
                nanos, vlan, wrapping, src, dst, v6, protocol, dscp, bytes, transport, fragment,
                itsFound);
    }

    /** The same packet as a part of a datagram whose first part is known. */
    WirePacket as(WirePacket first) {
        return new WirePacket(
                nanos,
                vlan,
                wrapping,
                src,
                dst,
                v6,
                first.protocol,
                dscp,
                bytes,
                first.transport.ofDatagram(),
                fragment,
                found);
    }

    /** The same packet in another tunnel. */
    WirePacket in(Wrapping other) {
        return new WirePacket(
                nanos, vlan, other, src, dst, v6, protocol, dscp, bytes, transport, fragment,
                found);
    }

    /** A later part of the same packet, so many bytes behind its headers. */
    WirePacket part(Fragment later, int length) {
        int headers = v6 ? 48 : 20;
        return new WirePacket(
                nanos,
                vlan,
                wrapping,
                src,
                dst,
                v6,
                protocol,
                dscp,
                headers + length,
                Transport.NOT_SEEN,
                later,
                found);
    }

    /** The packet as it is where tunnels are not followed. */
    WirePacket outermost() {
        return wrapping.hasIp() ? wrapping.around(this) : this;
    }

    boolean isTcp() {
        return protocol == Protocols.TCP;
    }

    boolean isIcmp() {
        return protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
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

    /** Bytes behind the TCP header. */
    int payload() {
        return fragment.isLater() ? 0 : bytes - ipHeader() - TCP_HEADER;
    }

    /** Bytes up to the transport header. */
    int ipHeader() {
        return v6 ? (fragment.header() ? 48 : 40) : 20;
    }

    /** The ICMP type that answers this one, or -1. */
    int counterType() {
        int type = transport.icmpType();
        return type < 0 ? -1 : IcmpTypes.counterType(type, protocol == Protocols.ICMP6);
    }

    boolean isIcmpRequest() {
        return IcmpTypes.isRequest(transport.icmpType(), protocol == Protocols.ICMP6);
    }

    /** Where it came from. */
    Endpoint from() {
        return new Endpoint(
                src, isIcmp() ? Math.max(0, transport.icmpType()) : transport.srcPort());
    }

    /** Where it went. */
    Endpoint to() {
        int answer = counterType();
        int icmp = answer < 0 ? transport.icmpCode() : answer;
        return new Endpoint(dst, isIcmp() ? icmp : transport.dstPort());
    }

    /** True where it came from the smaller of the two endpoints. */
    boolean fromSmaller() {
        return from().compareTo(to()) <= 0;
    }
}
