package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.capture.Undecoded;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.Protocols;
import io.ringflow.model.TimeText;
import java.nio.ByteBuffer;

/**
 * Decodes frames into a {@link PacketBatch}: link header, IPv4 (RFC 791) or IPv6 (RFC 8200), and
 * the ports, types and flags of the transport. A frame that can't be decoded is counted under its
 * reason; no frame makes it throw. Not thread-safe: one instance a thread.
 */
public final class FrameDecoder {

    /** No VLAN tag beside the frame. */
    public static final int NO_VLAN = -1;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final long MAPPED = 0xffff_0000_0000L;

    private final LinkHeader link = new LinkHeader();
    private final ExtensionHeaders extensions = new ExtensionHeaders();

    /**
     * Decodes one frame and appends its packet to the batch, or counts it as undecoded there. Also
     * counts the frame and its bytes, and moves the batch's newest time.
     *
     * @param buffer big-endian, direct; its position and limit don't matter
     * @param offset where the frame begins
     * @param captured bytes of the frame that are in the buffer
     * @param wireLength bytes of the frame on the wire
     * @param linkType LINKTYPE_ value
     * @param timeNanos time since the epoch, or {@link TimeText#OUT_OF_RANGE}
     * @param vlanTci tag control information that the kernel took out of the frame, or {@link
     *     #NO_VLAN}
     * @param segmentPayload payload bytes of each segment of a super-frame, or 0
     * @param out where to append; must not be full
     */
    public void decode(
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
        link.vlan = 0;
        if (vlanTci != NO_VLAN) {
            link.tag(vlanTci);
        }
        Undecoded problem = link.walk(buffer, offset, captured, linkType);
        if (problem == null) {
            problem =
                    network(
                            buffer,
                            offset + link.length,
                            captured - link.length,
                            wireLength - link.length,
                            segmentPayload,
                            out);
        }
        if (problem != null) {
            out.countUndecoded(problem);
            return;
        }
        out.timeNanos[out.size++] = timeNanos;
        if (timeNanos > out.newestNanos && timeNanos != TimeText.OUT_OF_RANGE) {
            out.newestNanos = timeNanos;
        }
    }

    private Undecoded network(
            ByteBuffer buffer,
            int ip,
            int captured,
            int wireLength,
            int segmentPayload,
            PacketBatch out) {
        if (captured < 1) {
            return Undecoded.SHORT_IP_HEADER;
        }
        return switch (buffer.get(ip) >>> 4 & 0xf) {
            case 4 -> ipv4(buffer, ip, captured, wireLength, segmentPayload, out);
            case 6 -> ipv6(buffer, ip, captured, wireLength, segmentPayload, out);
            default -> Undecoded.BAD_IP_HEADER;
        };
    }

    private Undecoded ipv4(
            ByteBuffer buffer,
            int ip,
            int captured,
            int wireLength,
            int segmentPayload,
            PacketBatch out) {
        if (captured < IPV4_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int first = buffer.getInt(ip);
        int headerLength = (first >>> 24 & 0xf) * 4;
        int totalLength = first & 0xffff;
        if (totalLength == 0) {
            // Segmentation offload leaves it to the network card.
            totalLength = wireLength;
        }
        if (headerLength < IPV4_LENGTH || totalLength < headerLength) {
            return Undecoded.BAD_IP_HEADER;
        }
        int i = out.size;
        out.srcHigh[i] = 0;
        out.srcLow[i] = MAPPED | (buffer.getInt(ip + 12) & 0xffff_ffffL);
        out.dstHigh[i] = 0;
        out.dstLow[i] = MAPPED | (buffer.getInt(ip + 16) & 0xffff_ffffL);
        boolean laterFragment = (buffer.getShort(ip + 6) & 0x1fff) != 0;
        int protocol = buffer.get(ip + 9) & 0xff;
        int inBuffer = laterFragment ? 0 : Math.min(captured, totalLength) - headerLength;
        int headers = transport(buffer, ip + headerLength, inBuffer, protocol, out) + headerLength;
        ipBytes(out, totalLength, headers, segmentPayload, false, first >>> 18 & 0x3f);
        return null;
    }

    private Undecoded ipv6(
            ByteBuffer buffer,
            int ip,
            int captured,
            int wireLength,
            int segmentPayload,
            PacketBatch out) {
        if (captured < IPV6_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int payloadLength = buffer.getShort(ip + 4) & 0xffff;
        // No length: a jumbogram (RFC 2675), or segmentation offload.
        int totalLength =
                payloadLength == 0
                        ? Math.max(IPV6_LENGTH, wireLength)
                        : IPV6_LENGTH + payloadLength;
        int inBuffer = Math.min(captured, totalLength);
        Undecoded problem = extensions.walk(buffer, ip, inBuffer, buffer.get(ip + 6) & 0xff);
        if (problem != null) {
            return problem;
        }
        int i = out.size;
        out.srcHigh[i] = buffer.getLong(ip + 8);
        out.srcLow[i] = buffer.getLong(ip + 16);
        out.dstHigh[i] = buffer.getLong(ip + 24);
        out.dstLow[i] = buffer.getLong(ip + 32);
        int left = extensions.laterFragment ? 0 : inBuffer - extensions.length;
        int headers =
                transport(buffer, ip + extensions.length, left, extensions.protocol, out)
                        + extensions.length;
        int dscp = buffer.getShort(ip) >>> 6 & 0x3f;
        ipBytes(out, totalLength, headers, segmentPayload, true, dscp);
        return null;
    }

    /**
     * Fills in ports and flags as far as they are in the buffer.
     *
     * @return length of the transport header, as far as known
     */
    private int transport(ByteBuffer buffer, int at, int left, int protocol, PacketBatch out) {
        int ports = 0;
        int flags = 0;
        int headerLength = 0;
        switch (protocol) {
            case Protocols.TCP -> {
                ports = left >= 4 ? buffer.getInt(at) : 0;
                if (left >= 14) {
                    headerLength = (buffer.get(at + 12) >>> 4 & 0xf) * 4;
                    flags = buffer.get(at + 13) & 0xff;
                }
            }
            case Protocols.UDP, Protocols.SCTP, 33, 136 -> {
                ports = left >= 4 ? buffer.getInt(at) : 0;
                headerLength = 8;
            }
            case Protocols.ICMP, Protocols.ICMP6 -> {
                if (left >= 2) {
                    int type = buffer.get(at) & 0xff;
                    flags = buffer.get(at + 1) & 0xff;
                    int counter = IcmpTypes.counterType(type, protocol == Protocols.ICMP6);
                    ports = type << 16 | (counter < 0 ? flags : counter);
                }
            }
            default -> {}
        }
        out.bits[out.size] =
                PacketBits.pack(ports >>> 16, ports & 0xffff, protocol, flags, link.vlan);
        return headerLength;
    }

    /** Books the bytes; a super-frame's segments each repeat the headers. */
    private static void ipBytes(
            PacketBatch out,
            int totalLength,
            int headerLength,
            int segmentPayload,
            boolean v6,
            int dscp) {
        int segments = 1;
        int bytes = totalLength;
        int payload = totalLength - headerLength;
        if (segmentPayload > 0 && payload > segmentPayload) {
            segments = Math.min(0xffff, (payload + segmentPayload - 1) / segmentPayload);
            bytes += (segments - 1) * headerLength;
        }
        out.ipBytes[out.size] = bytes;
        out.ipBits[out.size] = PacketBits.packIp(v6, dscp, segments);
    }
}
