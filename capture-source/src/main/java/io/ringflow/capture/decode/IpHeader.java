package io.ringflow.capture.decode;

import io.ringflow.capture.Anomaly;
import io.ringflow.capture.Undecoded;
import io.ringflow.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 (RFC 791) or IPv6 (RFC 8200) header with its extension headers. Two a decoder, used again
 * for each frame: the one that is booked, and the one that is tried inside it.
 */
final class IpHeader {

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;

    /** No IPv6 packet is longer but jumbograms. */
    private static final int IPV6_MOST = IPV6_LENGTH + 0xffff;

    private static final long MAPPED = IpAddress.v4(0).low();

    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    /** Where the header begins, from the buffer's begin. */
    int at;

    boolean v6;

    /** Differentiated services code point. */
    int dscp;

    /** Length of the header with options and extension headers. */
    int length;

    /** Bytes of the packet on the wire. */
    int totalLength;

    /**
     * Bytes of the packet that were captured and may be headers: none beyond its total length, none
     * behind the header of a later fragment.
     */
    int available;

    /** The upper-layer protocol. */
    int protocol;

    /** True for a fragment; one that is the whole packet (RFC 6946) is none. */
    boolean fragmented;

    /** Identification, 16 bits in IPv4, 32 in IPv6; 0 without a fragment. */
    int fragmentId;

    /** Where the fragment's payload belongs in the packet's, in bytes. */
    int fragmentOffset;

    boolean moreFragments;

    /** Bytes of the fragment's payload on the wire. */
    int fragmentPayload;

    /** What the payload of the whole packet begins with. */
    int fragmentProtocol;

    /** What is odd about the header though it can be used, or null. */
    Anomaly anomaly;

    /**
     * Reads the header.
     *
     * @param begin where it begins in the buffer
     * @param captured bytes from there that are in the buffer
     * @param wireLength bytes from there that were on the wire
     * @param walk counts the headers, and says whether {@code wireLength} is all of the packet
     * @return null, or why there is no header
     */
    Undecoded read(ByteBuffer buffer, int begin, int captured, int wireLength, Walk walk) {
        if (captured < 1) {
            return Undecoded.SHORT_IP_HEADER;
        }
        at = begin;
        anomaly = null;
        if (fragmented) {
            noFragment();
        }
        return switch (buffer.get(begin) >>> 4 & 0xf) {
            case 4 -> readV4(buffer, captured, wireLength, walk);
            case 6 -> readV6(buffer, captured, wireLength, walk);
            default -> Undecoded.BAD_IP_HEADER;
        };
    }

    private Undecoded readV4(ByteBuffer buffer, int captured, int wireLength, Walk walk) {
        if (captured < IPV4_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int first = buffer.getInt(at);
        int headerLength = (first >>> 24 & 0xf) * 4;
        int total = first & 0xffff;
        if (total == 0) {
            // Segmentation offload leaves it to the network card.
            total = wireLength;
        }
        if (headerLength < IPV4_LENGTH || total < headerLength) {
            return Undecoded.BAD_IP_HEADER;
        }
        v6 = false;
        length = headerLength;
        totalLength = total;
        if (total > wireLength && walk.packetIsWhole) {
            if (wireLength < headerLength) {
                return Undecoded.SHORT_IP_HEADER;
            }
            endWithFrame(wireLength);
        }
        available = Math.min(captured, totalLength);
        dscp = first >>> 18 & 0x3f;
        protocol = buffer.get(at + 9) & 0xff;
        readFragmentV4(buffer.getInt(at + 4));
        return protocol == ExtensionHeaders.AUTHENTICATION
                ? ExtensionHeaders.walkV4(buffer, this, walk)
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

    private Undecoded readV6(ByteBuffer buffer, int captured, int wireLength, Walk walk) {
        if (captured < IPV6_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int payload = buffer.getShort(at + 4) & 0xffff;
        v6 = true;
        length = IPV6_LENGTH;
        protocol = buffer.get(at + 6) & 0xff;
        totalLength =
                payload == 0
                        ? lengthWithoutPayloadLength(buffer, captured, wireLength)
                        : IPV6_LENGTH + payload;
        if (totalLength > wireLength && walk.packetIsWhole) {
            endWithFrame(wireLength);
        }
        available = Math.min(captured, totalLength);
        dscp = buffer.getShort(at) >>> 6 & 0x3f;
        return ExtensionHeaders.walkV6(buffer, this, walk);
    }

    /**
     * The length of a packet that states none: a jumbogram has it in an option (RFC 2675, 2), a
     * super-frame beyond all other packets may have it nowhere, and any other has no payload.
     */
    private int lengthWithoutPayloadLength(ByteBuffer buffer, int captured, int wireLength) {
        long jumbo =
                protocol == ExtensionHeaders.HOP_BY_HOP
                        ? ExtensionHeaders.jumboLength(buffer, at + IPV6_LENGTH, at + captured)
                        : 0;
        if (jumbo > 0) {
            return (int) Math.min(Integer.MAX_VALUE, IPV6_LENGTH + jumbo);
        }
        boolean cutOff = jumbo == ExtensionHeaders.CUT_OFF && captured < wireLength;
        return cutOff || wireLength > IPV6_MOST ? wireLength : IPV6_LENGTH;
    }

    /** A packet that claims to go on behind its frame is not believed. */
    private void endWithFrame(int wireLength) {
        totalLength = wireLength;
        anomaly = Anomaly.LENGTH_BEYOND_FRAME;
    }

    /** Notes a fragment's header, up to whose end {@link #length} reaches. */
    void fragment(int id, int offset, boolean more, int next) {
        if (offset == 0 && !more) {
            return;
        }
        fragmented = true;
        fragmentId = id;
        fragmentOffset = offset;
        moreFragments = more;
        fragmentPayload = Math.max(0, totalLength - length);
        fragmentProtocol = next;
        if (offset != 0) {
            available = Math.min(available, length);
        }
    }

    private void noFragment() {
        fragmented = false;
        fragmentId = 0;
        fragmentOffset = 0;
        moreFragments = false;
        fragmentPayload = 0;
        fragmentProtocol = 0;
    }

    /** True for a fragment that is not the first one: no header follows. */
    boolean laterFragment() {
        return fragmentOffset != 0;
    }

    /** Captured bytes behind the header in which another one can be; may be negative. */
    int left() {
        return available - length;
    }

    /** Moves the walk behind the header, and keeps it inside the packet. */
    void enter(ByteBuffer buffer, Walk walk) {
        walk.enter(buffer, at + length, available - length, totalLength - length);
    }

    long srcHigh(ByteBuffer buffer) {
        return v6 ? buffer.getLong(at + 8) : 0;
    }

    long srcLow(ByteBuffer buffer) {
        return v6 ? v6Low(buffer, at + 8) : mapped(buffer, at + 12);
    }

    long dstHigh(ByteBuffer buffer) {
        return v6 ? buffer.getLong(at + 24) : 0;
    }

    long dstLow(ByteBuffer buffer) {
        return v6 ? v6Low(buffer, at + 24) : mapped(buffer, at + 16);
    }

    private static long mapped(ByteBuffer buffer, int addressAt) {
        return MAPPED | (buffer.getInt(addressAt) & 0xffff_ffffL);
    }

    private static long v6Low(ByteBuffer buffer, int addressAt) {
        return IpAddress.v6Low(buffer.getLong(addressAt), buffer.getLong(addressAt + 8));
    }
}
