package io.ringflow.job.reference;

import io.ringflow.model.IcmpTypes;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;

/**
 * A packet as an observer saw it.
 *
 * @param nanos time since the epoch
 * @param src who sent it
 * @param dst who gets it
 * @param v6 whether the IP header is one of version 6
 * @param srcPort 0 where the protocol has none
 * @param dstPort 0 where the protocol has none
 * @param protocol {@code protocolIdentifier}
 * @param flags the flags byte of the TCP header, 0 for other protocols
 * @param icmpType 0 for other protocols
 * @param icmpCode 0 for other protocols
 * @param bytes IP bytes
 * @param vlan VLAN id, -1 without a tag
 * @param dscp differentiated services code point
 */
record WirePacket(
        long nanos,
        IpAddress src,
        IpAddress dst,
        boolean v6,
        int srcPort,
        int dstPort,
        int protocol,
        int flags,
        int icmpType,
        int icmpCode,
        int bytes,
        int vlan,
        int dscp) {

    /** The same packet at another time. */
    WirePacket at(long otherNanos) {
        return new WirePacket(
                otherNanos,
                src,
                dst,
                v6,
                srcPort,
                dstPort,
                protocol,
                flags,
                icmpType,
                icmpCode,
                bytes,
                vlan,
                dscp);
    }

    boolean isTcp() {
        return protocol == Protocols.TCP;
    }

    boolean isIcmp() {
        return protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
    }

    boolean has(int flag) {
        return isTcp() && (flags & flag) != 0;
    }

    boolean isSyn() {
        return has(TcpFlags.SYN) && !has(TcpFlags.ACK);
    }

    boolean isSynAck() {
        return has(TcpFlags.SYN) && has(TcpFlags.ACK);
    }

    /** The ICMP type that answers this one, or -1. */
    int counterType() {
        return IcmpTypes.counterType(icmpType, protocol == Protocols.ICMP6);
    }

    boolean isIcmpRequest() {
        return IcmpTypes.isRequest(icmpType, protocol == Protocols.ICMP6);
    }

    /** Where it came from. */
    Endpoint from() {
        return new Endpoint(src, isIcmp() ? icmpType : srcPort);
    }

    /** Where it went. */
    Endpoint to() {
        int answer = counterType();
        return new Endpoint(dst, isIcmp() ? (answer < 0 ? icmpCode : answer) : dstPort);
    }

    /** True where it came from the smaller of the two endpoints. */
    boolean fromSmaller() {
        return from().compareTo(to()) <= 0;
    }
}
