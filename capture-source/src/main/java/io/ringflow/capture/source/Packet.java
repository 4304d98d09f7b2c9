package io.ringflow.capture.source;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;

/**
 * A view of one decoded packet. The source moves the same view from packet to packet, so it must
 * not be kept; the objects that its methods return may be. Not thread-safe.
 *
 * <p>Unless said otherwise, the headers are those of the innermost IP packet, as far as tunnels are
 * decapsulated.
 */
public final class Packet {

    private static final int VLAN_ID = 0xfff;

    private PacketBatch batch;
    private int row;
    private Observer observer;

    Packet() {}

    /** Moves the view to a packet that an observer saw. */
    void wrap(Observer seenBy, PacketBatch packets, int index) {
        observer = seenBy;
        batch = packets;
        row = index;
    }

    /** The host and interface, or the file, where the packet was captured. */
    public Observer observer() {
        return observer;
    }

    /**
     * The time at which the packet was captured, nanoseconds since the epoch; {@link
     * io.ringflow.model.text.TimeText#OUT_OF_RANGE} if a file has a time that does not fit.
     */
    public long timeNanos() {
        return batch.timeNanos[row];
    }

    /** The source address. */
    public IpAddress srcAddr() {
        return new IpAddress(batch.srcHigh[row], batch.srcLow[row]);
    }

    /** The destination address. */
    public IpAddress dstAddr() {
        return new IpAddress(batch.dstHigh[row], batch.dstLow[row]);
    }

    /** Returns true for IPv6, false for IPv4. */
    public boolean isIpv6() {
        return PacketBits.isV6(batch.ipBits[row]);
    }

    /** The IP protocol, such as {@link io.ringflow.model.Protocols#TCP}. */
    public int protocol() {
        return PacketBits.protocol(batch.bits[row]);
    }

    /** The source port; the type of an ICMP message; 0 if the protocol has no ports. */
    public int srcPort() {
        return PacketBits.srcPort(batch.bits[row]);
    }

    /**
     * The destination port; for an ICMP message the type of its response, or its code if it has
     * none; 0 if the protocol has no ports.
     */
    public int dstPort() {
        return PacketBits.dstPort(batch.bits[row]);
    }

    /**
     * The flags of the TCP header, as in {@link io.ringflow.model.TcpFlags}; the code of an ICMP
     * message; 0 for other protocols.
     */
    public int flags() {
        return PacketBits.flags(batch.bits[row]);
    }

    /** Differentiated services code point, 0 to 63. */
    public int dscp() {
        return PacketBits.dscp(batch.ipBits[row]);
    }

    /**
     * IP bytes: the total length in the IP header. For a super-frame, those of all packets that it
     * stands for.
     */
    public int ipBytes() {
        return batch.ipBytes[row];
    }

    /**
     * Number of packets on the wire: 1, or more for a super-frame that segmentation offload has
     * made.
     */
    public int segments() {
        return PacketBits.segments(batch.ipBits[row]);
    }

    /** Returns true if the packet has a complete TCP header and is not an IP fragment. */
    public boolean hasTcpHeader() {
        return batch.tcpSizes[row] != 0;
    }

    /** The TCP sequence number, 32 bits; only with a {@linkplain #hasTcpHeader TCP header}. */
    public int tcpSequence() {
        return TcpBits.seq(batch.tcpNumbers[row]);
    }

    /** The TCP acknowledgment number, 32 bits; only with a {@linkplain #hasTcpHeader header}. */
    public int tcpAcknowledgment() {
        return TcpBits.ack(batch.tcpNumbers[row]);
    }

    /** Bytes of TCP payload; 0 without a {@linkplain #hasTcpHeader TCP header}. */
    public int tcpPayload() {
        return TcpBits.payload(batch.tcpSizes[row]);
    }

    /** The TCP window, not scaled; 0 without a {@linkplain #hasTcpHeader TCP header}. */
    public int tcpWindow() {
        return TcpBits.window(batch.tcpSizes[row]);
    }

    /** The id of the outermost VLAN tag, 1 to 4095; -1 without a VLAN, as with a priority tag. */
    public int vlan() {
        int vlan = PacketBits.vlan(batch.bits[row]);
        return (vlan & PacketBits.VLAN_PRESENT) == 0 ? -1 : vlan & VLAN_ID;
    }

    /** The tunnel around the packet, or {@link Tunnel#NONE}. */
    public Tunnel tunnel() {
        int at = batch.detail[row];
        long[] words = batch.details.words;
        if (at == Details.NONE || Details.tunnelType(words, at) == 0) {
            return Tunnel.NONE;
        }
        TunnelType type = TunnelType.of(Details.tunnelType(words, at));
        return new Tunnel(
                type,
                type.hasId() ? Integer.toUnsignedLong(Details.tunnelId(words, at)) : Tunnel.NO_ID,
                new IpAddress(Details.outer(words, at, 0), Details.outer(words, at, 1)),
                new IpAddress(Details.outer(words, at, 2), Details.outer(words, at, 3)));
    }

    /** A label, such as the server name of a TLS handshake; empty if there is none. */
    public String label(LabelKind kind) {
        int at = batch.detail[row];
        return at == Details.NONE ? "" : Details.label(batch.details.words, at, kind);
    }
}
