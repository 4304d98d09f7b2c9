package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 (RFC 791) or IPv6 (RFC 8200) header with its extension headers.
 *
 * <p>Not thread-safe. A decoder has two instances, which it reuses for every frame: the header that
 * is recorded, and the one that is tried inside a tunnel.
 */
public final class IpHeader {

    private static final int IPV4_LENGTH = 20;
    static final int IPV6_LENGTH = 40;

    /** The length of the longest IPv6 packet, apart from jumbograms. */
    private static final int IPV6_MOST = IPV6_LENGTH + 0xffff;

    private static final long MAPPED = IpAddress.v4(0).low();

    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    /** Offset of the header in the buffer. */
    int offset;

    public boolean v6;

    /** Differentiated services code point. */
    private int dscp;

    /** Length of the header including options and extension headers. */
    public int length;

    /** Bytes of the packet on the wire. */
    public int totalLength;

    /**
     * Captured bytes of the packet that may be headers. Excludes bytes beyond the total length, and
     * everything after the IP header of a later fragment.
     */
    int available;

    /** The upper-layer protocol. */
    public int protocol;

    /** True if this is a fragment, but not if it is also the whole packet (RFC 6946). */
    public boolean fragmented;

    /** Identification, 16 bits in IPv4, 32 bits in IPv6; 0 if this is not a fragment. */
    public int fragmentId;

    /** Offset of the fragment's payload in the payload of the packet, in bytes. */
    public int fragmentOffset;

    public boolean moreFragments;

    /** Bytes of the fragment's payload on the wire. */
    public int fragmentPayload;

    /** Protocol of the first header in the payload of the whole packet. */
    public int fragmentProtocol;

    /** An anomaly of a header that can be used nevertheless, or null. */
    public Anomaly anomaly;

    /**
     * Reads the header.
     *
     * @param start offset of the header in the buffer
     * @param captured bytes in the buffer from there on
     * @param wireLength bytes on the wire from there on
     * @param cursor counts the headers, and knows whether {@code wireLength} is the whole packet
     * @return null, or why there is no header
     */
    public Undecoded read(
            ByteBuffer buffer, int start, int captured, int wireLength, HeaderCursor cursor) {
        if (captured < 1) {
            return Undecoded.SHORT_IP_HEADER;
        }
        offset = start;
        anomaly = null;
        if (fragmented) {
            clearFragment();
        }
        return switch (buffer.get(start) >>> 4 & 0xf) {
            case 4 -> readV4(buffer, captured, wireLength, cursor);
            case 6 -> readV6(buffer, captured, wireLength, cursor);
            default -> Undecoded.BAD_IP_HEADER;
        };
    }

    private Undecoded readV4(ByteBuffer buffer, int captured, int wireLength, HeaderCursor cursor) {
        if (captured < IPV4_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int first = buffer.getInt(offset);
        int headerLength = (first >>> 24 & 0xf) * 4;
        int total = first & 0xffff;
        if (total == 0) {
            // Segmentation offload leaves the total length to the network card.
            total = wireLength;
        }
        if (headerLength < IPV4_LENGTH || total < headerLength) {
            return Undecoded.BAD_IP_HEADER;
        }
        v6 = false;
        length = headerLength;
        totalLength = total;
        if (total > wireLength && cursor.packetIsWhole) {
            if (wireLength < headerLength) {
                return Undecoded.SHORT_IP_HEADER;
            }
            endWithFrame(wireLength);
        }
        available = Math.min(captured, totalLength);
        dscp = first >>> 18 & 0x3f;
        protocol = buffer.get(offset + 9) & 0xff;
        readFragmentV4(buffer.getInt(offset + 4));
        return protocol == ExtensionHeaders.AUTHENTICATION
                ? ExtensionHeaders.decodeV4(buffer, this, cursor)
                : null;
    }

    private void readFragmentV4(int second) {
        if ((second & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0) {
            fragment(
                    second >>> 16,
                    (second & FRAGMENT_OFFSET) * 8,
                    (second & MORE_FRAGMENTS) != 0,
                    protocol);
        }
    }

    private Undecoded readV6(ByteBuffer buffer, int captured, int wireLength, HeaderCursor cursor) {
        if (captured < IPV6_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int payload = buffer.getShort(offset + 4) & 0xffff;
        v6 = true;
        length = IPV6_LENGTH;
        protocol = buffer.get(offset + 6) & 0xff;
        totalLength =
                payload == 0
                        ? lengthWithoutPayloadLength(buffer, captured, wireLength)
                        : IPV6_LENGTH + payload;
        if (totalLength > wireLength && cursor.packetIsWhole) {
            endWithFrame(wireLength);
        }
        available = Math.min(captured, totalLength);
        dscp = buffer.getShort(offset) >>> 6 & 0x3f;
        return ExtensionHeaders.decodeV6(buffer, this, cursor);
    }

    /**
     * The length of an IPv6 packet whose payload length is 0. A jumbogram states it in an option
     * (RFC 2675, 2). A super-frame that is longer than any other packet may not state it at all.
     * Every other packet has no payload.
     */
    private int lengthWithoutPayloadLength(ByteBuffer buffer, int captured, int wireLength) {
        long jumbo =
                protocol == ExtensionHeaders.HOP_BY_HOP
                        ? ExtensionHeaders.jumboLength(
                                buffer, offset + IPV6_LENGTH, offset + captured)
                        : 0;
        if (jumbo > 0) {
            return (int) Math.min(Integer.MAX_VALUE, IPV6_LENGTH + jumbo);
        }
        boolean cutOff = jumbo == ExtensionHeaders.CUT_OFF && captured < wireLength;
        return cutOff || wireLength > IPV6_MOST ? wireLength : IPV6_LENGTH;
    }

    /** Corrects the length of a packet that claims to be longer than its frame. */
    private void endWithFrame(int wireLength) {
        totalLength = wireLength;
        anomaly = Anomaly.LENGTH_BEYOND_FRAME;
    }

    /** Records the fragment header that ends at {@link #length}. */
    void fragment(int id, int payloadOffset, boolean more, int next) {
        if (payloadOffset == 0 && !more) {
            return;
        }
        fragmented = true;
        fragmentId = id;
        fragmentOffset = payloadOffset;
        moreFragments = more;
        fragmentPayload = Math.max(0, totalLength - length);
        fragmentProtocol = next;
        if (payloadOffset != 0) {
            available = Math.min(available, length);
        }
    }

    private void clearFragment() {
        fragmented = false;
        fragmentId = 0;
        fragmentOffset = 0;
        moreFragments = false;
        fragmentPayload = 0;
        fragmentProtocol = 0;
    }

    /** Returns true for every fragment but the first: no other header follows. */
    public boolean laterFragment() {
        return fragmentOffset != 0;
    }

    /**
     * What {@link PacketBits} keeps of the header.
     *
     * @param segments number of packets on the wire
     */
    public int bits(int segments) {
        return PacketBits.packIp(v6, dscp, segments);
    }

    /** Captured bytes after the header that may hold another header; may be negative. */
    int left() {
        return available - length;
    }

    /** Moves the cursor to the payload and limits it to the packet. */
    public void enter(ByteBuffer buffer, HeaderCursor cursor) {
        cursor.enter(buffer, offset + length, available - length, totalLength - length);
        cursor.inV6 = v6;
    }

    /** The high half of the source address; 0 for IPv4. */
    public long srcHigh(ByteBuffer buffer) {
        return v6 ? buffer.getLong(offset + 8) : 0;
    }

    /** The low half of the source address; IPv4 as in {@link IpAddress}. */
    public long srcLow(ByteBuffer buffer) {
        return v6 ? v6Low(buffer, offset + 8) : mapped(buffer, offset + 12);
    }

    /** The high half of the destination address; 0 for IPv4. */
    public long dstHigh(ByteBuffer buffer) {
        return v6 ? buffer.getLong(offset + 24) : 0;
    }

    /** The low half of the destination address; IPv4 is a mapped address. */
    public long dstLow(ByteBuffer buffer) {
        return v6 ? v6Low(buffer, offset + 24) : mapped(buffer, offset + 16);
    }

    private static long mapped(ByteBuffer buffer, int address) {
        return MAPPED | (buffer.getInt(address) & 0xffff_ffffL);
    }

    private static long v6Low(ByteBuffer buffer, int address) {
        return IpAddress.v6Low(buffer.getLong(address), buffer.getLong(address + 8));
    }
}
