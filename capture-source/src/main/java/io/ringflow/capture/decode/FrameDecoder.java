package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.InnermostTunnel;
import io.ringflow.capture.decode.header.IpHeader;
import io.ringflow.capture.decode.header.TransportHeader;
import io.ringflow.capture.decode.link.LinkHeader;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.decode.tunnel.Tunnels;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * Decodes frames into a {@link PacketBatch}: link header, IPv4 (RFC 791) or IPv6 (RFC 8200), and
 * the ports, types and flags of the transport header.
 *
 * <p>Follows tunnels as long as they contain another IP header, over at most {@link
 * HeaderCursor#MAX_HEADERS} headers. The packet is recorded with the innermost valid IP header. IP
 * fragments join the flow of their first fragment. A frame that can't be decoded is counted under
 * its reason; no frame makes the decoder throw.
 *
 * <p>Not thread-safe. One instance per capture.
 */
final class FrameDecoder {

    /** Returned by {@link #decode} if the frame gave no complete packet. */
    static final int NONE = -1;

    private final boolean decapsulate;
    private final boolean keyVlan;
    private final boolean keyTunnel;
    private final Tunnels tunnels;
    private final InnermostTunnel tunnel = new InnermostTunnel();
    private final HeaderCursor cursor = new HeaderCursor(tunnel);
    private final TransportHeader transport = new TransportHeader();
    private final IpFragments fragments = new IpFragments();
    private IpHeader ip = new IpHeader();
    private IpHeader inner = new IpHeader();

    /** Creates a decoder that has seen no frame yet. */
    FrameDecoder(DecodeSettings settings) {
        decapsulate = settings.decapsulate();
        keyVlan = settings.connections().vlan();
        keyTunnel = settings.connections().tunnel();
        tunnels = new Tunnels(settings.vxlanPorts());
    }

    /**
     * Decodes one frame and adds its packet to the batch, or counts the frame as not decoded.
     * Counts the frame and its bytes, and advances the newest time of the batch. A fragment may be
     * added by a later call, together with the frame of that call.
     *
     * @return the row of the packet in the batch; {@link #NONE} if there is no packet, and for a
     *     fragment
     */
    int decode(Frame frame, PacketBatch out) {
        out.frames++;
        out.frameBytes += frame.wireLength;
        if (fragments.isDue(out.newestNanos)) {
            fragments.expire(out.newestNanos, out);
        }
        cursor.reset();
        if (frame.vlanTci != Frame.NO_VLAN) {
            cursor.vlanTag(frame.vlanTci);
        }
        Undecoded problem = decodeNetwork(frame);
        if (problem != null) {
            out.countUndecoded(problem);
            if (cursor.unknownType != UnknownType.NONE) {
                out.undecodedTypes.add(cursor.unknownType, 1);
            }
            return NONE;
        }
        if (ip.anomaly != null) {
            out.count(ip.anomaly);
        }
        ByteBuffer buffer = frame.buffer;
        transport.read(buffer, ip);
        if (decapsulate && tunnels.mayFollow(ip, transport)) {
            followTunnels(frame, out);
        }
        out.ensureRoom();
        int row = out.size;
        record(buffer, frame.segmentPayload, out);
        out.timeNanos[row] = frame.timeNanos;
        out.size++;
        if (ip.fragmented) {
            fragments.join(datagramKey(buffer, cursor.vlan, tunnelKey()), ip, out);
            return NONE;
        }
        out.advance(frame.timeNanos);
        return row;
    }

    /** Adds the fragments whose waiting time is over at the given event time. */
    void release(long nowNanos, PacketBatch out) {
        fragments.expire(nowNanos, out);
    }

    /** The part of the tunnel that tells connections and datagrams apart, or 0. */
    long tunnelKey() {
        return tunnelKey(tunnel.type, tunnel.id);
    }

    private long tunnelKey(TunnelType type, int id) {
        if (!keyTunnel || type == TunnelType.NONE) {
            return 0;
        }
        long keyId = type.idTellsFlowsApart() ? Integer.toUnsignedLong(id) : 0;
        return (long) type.ordinal() << 32 | keyId;
    }

    private DatagramKey datagramKey(ByteBuffer buffer, int vlan, long tunnelKey) {
        return DatagramKey.of(buffer, ip, keyVlan ? vlan : 0, tunnelKey);
    }

    /** Finds and reads the first IP header. Plain Ethernet, the common case, needs no cursor. */
    private Undecoded decodeNetwork(Frame frame) {
        ByteBuffer buffer = frame.buffer;
        int offset = frame.offset;
        int captured = frame.captured;
        if (frame.linkType == LinkTypes.ETHERNET
                && EtherPayload.isPlainIp(buffer, offset, captured)) {
            int header = EtherPayload.ETHERNET_LENGTH;
            int wireLength = frame.wireLength - header;
            return ip.read(buffer, offset + header, captured - header, wireLength, cursor);
        }
        cursor.enter(buffer, offset, captured, frame.wireLength);
        Undecoded problem = LinkHeader.decode(cursor, frame.linkType);
        return problem == null ? readAtCursor(ip) : problem;
    }

    private Undecoded readAtCursor(IpHeader header) {
        int captured = cursor.end - cursor.offset;
        return header.read(cursor.buffer, cursor.offset, captured, cursor.wireLeft(), cursor);
    }

    /** Moves {@link #ip} to the innermost valid IP header. */
    private void followTunnels(Frame frame, PacketBatch out) {
        ByteBuffer buffer = frame.buffer;
        do {
            int vlan = cursor.vlan;
            TunnelType type = tunnel.type;
            int id = tunnel.id;
            ip.enter(buffer, cursor);
            Undecoded problem = tunnels.decode(cursor, ip, transport);
            if (problem == null) {
                problem = readInner();
            }
            if (problem != null) {
                cursor.vlan = vlan;
                cursor.tunnel(type, id);
                if (problem != Undecoded.NOT_IP && problem != Undecoded.ENCRYPTED) {
                    out.count(Anomaly.TUNNEL_NOT_FOLLOWED);
                }
                return;
            }
            if (ip.fragmented) {
                DatagramKey key = datagramKey(buffer, vlan, tunnelKey(type, id));
                fragments.noteFirst(key, ip, transport.bits(ip.protocol), frame.timeNanos, out);
            }
            if (inner.anomaly != null) {
                out.count(inner.anomaly);
            }
            tunnel.endpoints(buffer, ip);
            IpHeader outer = ip;
            ip = inner;
            inner = outer;
            transport.read(buffer, ip);
        } while (tunnels.mayFollow(ip, transport));
    }

    /** Reads the IP header in a tunnel. A packet longer than the tunnel's payload is rejected. */
    private Undecoded readInner() {
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        cursor.packetIsWhole = !ip.moreFragments;
        Undecoded problem = readAtCursor(inner);
        if (problem == null && inner.anomaly == Anomaly.LENGTH_BEYOND_FRAME) {
            return Undecoded.BAD_IP_HEADER;
        }
        return problem;
    }

    /** Fills the columns of the next row. */
    private void record(ByteBuffer buffer, int segmentPayload, PacketBatch out) {
        int row = out.size;
        out.srcHigh[row] = ip.srcHigh(buffer);
        out.srcLow[row] = ip.srcLow(buffer);
        out.dstHigh[row] = ip.dstHigh(buffer);
        out.dstLow[row] = ip.dstLow(buffer);
        out.bits[row] = transport.bits(ip.protocol) | cursor.vlan;
        int headerLength = ip.length + transport.length;
        int payload = ip.totalLength - headerLength;
        int segments = 1;
        int bytes = ip.totalLength;
        if (segmentPayload > 0 && payload > segmentPayload) {
            // Each segment of a super-frame repeats the headers.
            int needed = (payload + segmentPayload - 1) / segmentPayload;
            segments = Math.min(PacketBits.MAX_SEGMENTS, needed);
            bytes += (segments - 1) * headerLength;
        }
        out.ipBytes[row] = bytes;
        out.tcpSizes[row] = 0;
        boolean carriesData = ip.protocol == Protocols.TCP && recordTcp(buffer, out);
        out.ipBits[row] = ip.bits(segments) | (carriesData ? PacketBits.PAYLOAD : 0);
        out.detail[row] = Details.NONE;
        if (tunnel.type != TunnelType.NONE) {
            recordTunnel(out.detailOf(row), out.details);
        }
    }

    /** Fills the TCP columns if the header is complete. Returns true if the packet carries data. */
    private boolean recordTcp(ByteBuffer buffer, PacketBatch out) {
        int header = transport.offset(ip);
        if (header == TransportHeader.NOWHERE) {
            return false;
        }
        int payload = transport.payloadLength(ip);
        int window = buffer.getShort(header + 14) & 0xffff;
        out.tcpNumbers[out.size] = buffer.getLong(header + 4);
        out.tcpSizes[out.size] = TcpBits.sizes(payload, window);
        return payload > 0;
    }

    private void recordTunnel(int entry, Details details) {
        details.tunnel(entry, tunnel.type, tunnel.id);
        details.endpoints(entry, tunnel.srcHigh, tunnel.srcLow, tunnel.dstHigh, tunnel.dstLow);
    }

    /** The tunnel around the packet decoded last. */
    InnermostTunnel tunnel() {
        return tunnel;
    }

    /** The IP header of the packet decoded last. */
    IpHeader ip() {
        return ip;
    }

    /** The transport header of the packet decoded last. */
    TransportHeader transport() {
        return transport;
    }
}
