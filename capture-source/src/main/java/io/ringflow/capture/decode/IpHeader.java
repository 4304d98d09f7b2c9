package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import java.nio.ByteBuffer;

/**
 * An IPv4 (RFC 791) or IPv6 (RFC 8200) header with its extension headers. Two a decoder, used again
 * for each frame: the one that is booked, and the one that is tried inside it.
 */
final class IpHeader {

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final long MAPPED = 0xffff_0000_0000L;

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

    /**
     * Reads the header.
     *
     * @param begin where it begins in the buffer
     * @param captured bytes from there that are in the buffer
     * @param wireLength bytes from there that were on the wire
     * @param walk counts the headers
     * @return null, or why there is no header
     */
    Undecoded read(ByteBuffer buffer, int begin, int captured, int wireLength, Walk walk) {
        if (captured < 1) {
            return Undecoded.SHORT_IP_HEADER;
        }
        at = begin;
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
        available = Math.min(captured, total);
        dscp = first >>> 18 & 0x3f;
        protocol = buffer.get(at + 9) & 0xff;
        int second = buffer.getInt(at + 4);
        if ((second & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0) {
            fragment(
                    second >>> 16,
                    (second & FRAGMENT_OFFSET) * 8,
                    (second & MORE_FRAGMENTS) != 0,
                    protocol);
        }
        return protocol == ExtensionHeaders.AUTHENTICATION
                ? ExtensionHeaders.walkV4(buffer, this, walk)
                : null;
    }

    private Undecoded readV6(ByteBuffer buffer, int captured, int wireLength, Walk walk) {
        if (captured < IPV6_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int payload = buffer.getShort(at + 4) & 0xffff;
        v6 = true;
        length = IPV6_LENGTH;
        // No length: a jumbogram (RFC 2675), or segmentation offload.
        totalLength = payload == 0 ? Math.max(IPV6_LENGTH, wireLength) : IPV6_LENGTH + payload;
        available = Math.min(captured, totalLength);
        dscp = buffer.getShort(at) >>> 6 & 0x3f;
        protocol = buffer.get(at + 6) & 0xff;
        return ExtensionHeaders.walkV6(buffer, this, walk);
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
        return v6 ? buffer.getLong(at + 16) : mapped(buffer, at + 12);
    }

    long dstHigh(ByteBuffer buffer) {
        return v6 ? buffer.getLong(at + 24) : 0;
    }

    long dstLow(ByteBuffer buffer) {
        return v6 ? buffer.getLong(at + 32) : mapped(buffer, at + 16);
    }

    static long mapped(ByteBuffer buffer, int addressAt) {
        return MAPPED | (buffer.getInt(addressAt) & 0xffff_ffffL);
    }
}
