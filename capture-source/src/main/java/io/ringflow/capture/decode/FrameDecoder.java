package io.ringflow.capture.decode;

import io.ringflow.capture.Anomaly;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * Decodes frames into a {@link PacketBatch}: link header, IPv4 (RFC 791) or IPv6 (RFC 8200), and
 * the ports, types and flags of the transport. Tunnels are followed as long as an IP header is
 * found inside, over at most eight headers in all; the packet is booked at the last good one. IP
 * fragments join the flow of the first one. A frame that can't be decoded is counted under its
 * reason; no frame makes it throw. One a capture; one thread.
 */
final class FrameDecoder {

    /** What {@link #decode} answers where the frame gave no packet that is whole. */
    static final int NONE = -1;

    private final boolean decapsulate;
    private final boolean keyVlan;
    private final boolean keyTunnel;
    private final Tunnels tunnels;
    private final Tunnel tunnel = new Tunnel();
    private final Walk walk = new Walk(tunnel);
    private final TransportHeader transport = new TransportHeader();
    private final IpFragments fragments = new IpFragments();
    private IpHeader ip = new IpHeader();
    private IpHeader inner = new IpHeader();

    /** A decoder that has seen no frame yet. */
    FrameDecoder(DecodeSettings settings) {
        decapsulate = settings.decapsulate();
        keyVlan = settings.connections().vlan();
        keyTunnel = settings.connections().tunnel();
        tunnels = new Tunnels(settings);
    }

    /**
     * Decodes one frame and adds its packet to the batch, or counts it as undecoded there. Also
     * counts the frame and its bytes, and moves the batch's newest time. Fragments may be added
     * later, and earlier ones with this one.
     *
     * @param buffer big-endian, direct; its position and limit don't matter
     * @param offset where the frame begins
     * @param captured bytes of the frame that are in the buffer
     * @param wireLength bytes of the frame on the wire
     * @param linkType LINKTYPE_ value
     * @param timeNanos time since the epoch, or {@link TimeText#OUT_OF_RANGE}
     * @param vlanTci tag control information that the kernel took out of the frame, or {@link
     *     FrameHandler#NO_VLAN}
     * @param segmentPayload payload bytes of each segment of a super-frame, or 0
     * @param out where to add
     * @return the packet's place in the batch; {@link #NONE} for no packet, and for a fragment
     */
    int decode(
            ByteBuffer buffer,
            int offset,
            int captured,
            int wireLength,
            int linkType,
            long timeNanos,
            int vlanTci,
            int segmentPayload,
            PacketBatch out) {
        out.frames++;
        out.frameBytes += wireLength;
        if (fragments.isDue(out.newestNanos)) {
            fragments.giveUp(out.newestNanos, out);
        }
        walk.reset();
        if (vlanTci != FrameHandler.NO_VLAN) {
            walk.tag(vlanTci);
        }
        Undecoded problem = network(buffer, offset, captured, wireLength, linkType);
        if (problem != null) {
            out.countUndecoded(problem);
            if (walk.unknownType != UnknownType.NONE) {
                out.undecodedTypes.add(walk.unknownType, 1);
            }
            return NONE;
        }
        if (ip.anomaly != null) {
            out.count(ip.anomaly);
        }
        transport.read(buffer, ip);
        if (decapsulate && tunnels.mayFollow(ip, transport)) {
            followTunnels(buffer, timeNanos, out);
        }
        out.ensureRoom();
        int place = out.size;
        book(buffer, segmentPayload, out);
        out.timeNanos[out.size++] = timeNanos;
        if (ip.fragmented) {
            fragments.join(buffer, ip, keyVlan ? walk.vlan : 0, tunnelKey(), out);
            return NONE;
        }
        out.advance(timeNanos);
        return place;
    }

    /** Books the fragments that have waited for too long by a time, though no frame comes. */
    void release(long nowNanos, PacketBatch out) {
        fragments.giveUp(nowNanos, out);
    }

    /** What of the tunnel tells connections and datagrams apart; 0 for nothing. */
    long tunnelKey() {
        return tunnelKey(tunnel.type, tunnel.id);
    }

    private long tunnelKey(TunnelType type, int id) {
        if (!keyTunnel || type == TunnelType.NONE) {
            return 0;
        }
        long shared = type.idTellsFlowsApart() ? Integer.toUnsignedLong(id) : 0;
        return (long) type.ordinal() << 32 | shared;
    }

    /** Finds and reads the first IP header; the most frequent frames need no walk to it. */
    private Undecoded network(
            ByteBuffer buffer, int offset, int captured, int wireLength, int linkType) {
        if (linkType == LinkTypes.ETHERNET && EtherPayload.isPlainIp(buffer, offset, captured)) {
            int header = EtherPayload.ETHERNET_LENGTH;
            return ip.read(buffer, offset + header, captured - header, wireLength - header, walk);
        }
        walk.enter(buffer, offset, captured, wireLength);
        Undecoded problem = LinkHeader.walk(walk, linkType);
        return problem == null ? readAtWalk(ip) : problem;
    }

    private Undecoded readAtWalk(IpHeader header) {
        int captured = walk.end - walk.at;
        int wireLength = walk.wireEnd - walk.at;
        return header.read(walk.buffer, walk.at, captured, wireLength, walk);
    }

    /** Goes on to the innermost good IP header. */
    private void followTunnels(ByteBuffer buffer, long timeNanos, PacketBatch out) {
        do {
            int vlan = walk.vlan;
            TunnelType type = tunnel.type;
            int id = tunnel.id;
            ip.enter(buffer, walk);
            Undecoded problem = tunnels.walk(walk, ip, transport);
            if (problem == null) {
                problem = readInner();
            }
            if (problem != null) {
                walk.vlan = vlan;
                walk.tunnel(type, id);
                if (problem != Undecoded.NOT_IP && problem != Undecoded.ENCRYPTED) {
                    out.count(Anomaly.TUNNEL_NOT_FOLLOWED);
                }
                return;
            }
            if (ip.fragmented) {
                long key = tunnelKey(type, id);
                int itsVlan = keyVlan ? vlan : 0;
                fragments.pass(buffer, ip, transport, itsVlan, key, timeNanos, out);
            }
            if (inner.anomaly != null) {
                out.count(inner.anomaly);
            }
            tunnel.inside(buffer, ip);
            IpHeader outer = ip;
            ip = inner;
            inner = outer;
            transport.read(buffer, ip);
        } while (tunnels.mayFollow(ip, transport));
    }

    /** Reads the header inside a tunnel; a packet larger than what carries it is a lie. */
    private Undecoded readInner() {
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        walk.packetIsWhole = !ip.moreFragments;
        Undecoded problem = readAtWalk(inner);
        if (problem == null && inner.anomaly == Anomaly.LENGTH_BEYOND_FRAME) {
            return Undecoded.BAD_IP_HEADER;
        }
        return problem;
    }

    private void book(ByteBuffer buffer, int segmentPayload, PacketBatch out) {
        int i = out.size;
        bookAddresses(buffer, i, out);
        out.bits[i] = transport.bits(ip.protocol) | walk.vlan;
        int headerLength = ip.length + transport.length;
        int payload = ip.totalLength - headerLength;
        int segments = 1;
        int bytes = ip.totalLength;
        if (segmentPayload > 0 && payload > segmentPayload) {
            // Each segment of a super-frame repeats the headers.
            segments = Math.min(0xffff, (payload + segmentPayload - 1) / segmentPayload);
            bytes += (segments - 1) * headerLength;
        }
        out.ipBytes[i] = bytes;
        boolean carriesData =
                ip.protocol == Protocols.TCP
                        && transport.at(ip) != TransportHeader.NOWHERE
                        && transport.payloadLength(ip) > 0;
        out.ipBits[i] =
                PacketBits.packIp(ip.v6, ip.dscp, segments)
                        | (carriesData ? PacketBits.PAYLOAD : 0);
        out.detail[i] = Details.NONE;
        if (tunnel.type != TunnelType.NONE) {
            out.details.tunnel(
                    out.detailOf(i),
                    tunnel.type,
                    tunnel.id,
                    tunnel.srcHigh,
                    tunnel.srcLow,
                    tunnel.dstHigh,
                    tunnel.dstLow);
        }
    }

    private void bookAddresses(ByteBuffer buffer, int i, PacketBatch out) {
        out.srcHigh[i] = ip.srcHigh(buffer);
        out.srcLow[i] = ip.srcLow(buffer);
        out.dstHigh[i] = ip.dstHigh(buffer);
        out.dstLow[i] = ip.dstLow(buffer);
    }

    /** The tunnel around the packet that was decoded last. */
    Tunnel tunnel() {
        return tunnel;
    }

    /** The IP header at which the packet was booked that was decoded last. */
    IpHeader ip() {
        return ip;
    }

    /** What is behind that header. */
    TransportHeader transport() {
        return transport;
    }
}
