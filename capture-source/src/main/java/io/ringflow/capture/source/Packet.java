package io.ringflow.capture.source;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.TunnelType;

/**
 * A decoded packet, as a {@link PacketFunction} sees it: the innermost IP header and its transport
 * header. One instance shows one packet after the other; a function must not keep it.
 */
public final class Packet {

    private PacketBatch batch;
    private int row;

    Packet() {}

    Packet wrap(PacketBatch newBatch, int newRow) {
        batch = newBatch;
        row = newRow;
        return this;
    }

    /** The host and interface, or file, that saw the packet. */
    public Observer observer() {
        return batch.observer;
    }

    /** Time of the packet, nanoseconds since the epoch. */
    public long timeNanos() {
        return batch.timeNanos[row];
    }

    /** The IP source address. */
    public IpAddress srcAddr() {
        return new IpAddress(batch.srcHigh[row], batch.srcLow[row]);
    }

    /** The IP destination address. */
    public IpAddress dstAddr() {
        return new IpAddress(batch.dstHigh[row], batch.dstLow[row]);
    }

    /** The source port; for ICMP the type; 0 if the protocol has no ports. */
    public int srcPort() {
        return PacketBits.srcPort(batch.bits[row]);
    }

    /** The destination port; 0 if the protocol has no ports. */
    public int dstPort() {
        return PacketBits.dstPort(batch.bits[row]);
    }

    /** The IP protocol number, such as 6 for TCP. */
    public int protocol() {
        return PacketBits.protocol(batch.bits[row]);
    }

    /** The flags of the TCP header, as in {@link io.ringflow.model.TcpFlags}; 0 without one. */
    public int tcpFlags() {
        return protocol() == io.ringflow.model.Protocols.TCP
                ? PacketBits.flags(batch.bits[row])
                : 0;
    }

    /** The VLAN id, or -1 if the packet has no tag. */
    public int vlan() {
        int vlan = PacketBits.vlan(batch.bits[row]);
        return (vlan & PacketBits.VLAN_PRESENT) == 0 ? -1 : vlan & 0xfff;
    }

    /** Returns true if the IP version is 6. */
    public boolean isIpv6() {
        return PacketBits.isV6(batch.ipBits[row]);
    }

    /** The differentiated services code point. */
    public int dscp() {
        return PacketBits.dscp(batch.ipBits[row]);
    }

    /** IP bytes: the total length in the IP header, or the sum over a super-frame's segments. */
    public int ipBytes() {
        return batch.ipBytes[row];
    }

    /** Packets on the wire: 1, or the number of segments that a super-frame stands for. */
    public int segments() {
        return PacketBits.segments(batch.ipBits[row]);
    }

    /** The tunnel around the packet, or {@link TunnelType#NONE}. */
    public TunnelType tunnelType() {
        int detail = batch.detail[row];
        return detail == Details.NONE
                ? TunnelType.NONE
                : TunnelType.of(Details.tunnelType(batch.details.words, detail));
    }

    /** The tunnel's id, such as a VNI; 0 without one. Unsigned. */
    public int tunnelId() {
        int detail = batch.detail[row];
        return detail == Details.NONE ? 0 : Details.tunnelId(batch.details.words, detail);
    }
}
