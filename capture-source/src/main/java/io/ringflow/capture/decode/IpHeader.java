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

    private ByteBuffer buffer;

    /** Where the header begins, from the buffer's begin. */
    int at;

    boolean v6;

    /** Length of the header with options and extension headers. */
    int length;

    /** Bytes of the packet on the wire. */
    int totalLength;

    /** Bytes of the packet that were captured; none beyond its total length. */
    int available;

    /** The upper-layer protocol. */
    int protocol;

    /** Differentiated services code point. */
    int dscp;

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
     * Reads the header at which the walk stands; the walk itself stays there.
     *
     * @return null, or why there is no header
     */
    Undecoded read(Walk walk) {
        int captured = walk.end - walk.at;
        if (captured < 1) {
            return Undecoded.SHORT_IP_HEADER;
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        buffer = walk.buffer;
        at = walk.at;
        if (fragmented) {
            noFragment();
        }
        return switch (buffer.get(at) >>> 4 & 0xf) {
            case 4 -> readV4(walk, captured);
            case 6 -> readV6(walk, captured);
            default -> Undecoded.BAD_IP_HEADER;
        };
    }

    private Undecoded readV4(Walk walk, int captured) {
        if (captured < IPV4_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int first = buffer.getInt(at);
        int headerLength = (first >>> 24 & 0xf) * 4;
        int total = first & 0xffff;
        if (total == 0) {
            // Segmentation offload leaves it to the network card.
            total = walk.wireEnd - at;
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
        if (protocol == ExtensionHeaders.AUTHENTICATION && fragmentOffset == 0) {
            return ExtensionHeaders.walkV4(walk, this);
        }
        return null;
    }

    private Undecoded readV6(Walk walk, int captured) {
        if (captured < IPV6_LENGTH) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int payload = buffer.getShort(at + 4) & 0xffff;
        v6 = true;
        length = IPV6_LENGTH;
        // No length: a jumbogram (RFC 2675), or segmentation offload.
        totalLength =
                payload == 0 ? Math.max(IPV6_LENGTH, walk.wireEnd - at) : IPV6_LENGTH + payload;
        available = Math.min(captured, totalLength);
        dscp = buffer.getShort(at) >>> 6 & 0x3f;
        protocol = buffer.get(at + 6) & 0xff;
        return ExtensionHeaders.walkV6(walk, this);
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
        return fragmentOffset == 0 ? available - length : 0;
    }

    /** Moves the walk behind the header, and keeps it inside the packet. */
    void enter(Walk walk) {
        walk.at = at + length;
        walk.end = at + available;
        walk.wireEnd = at + totalLength;
    }

    long srcHigh() {
        return v6 ? buffer.getLong(at + 8) : 0;
    }

    long srcLow() {
        return v6 ? buffer.getLong(at + 16) : mapped(at + 12);
    }

    long dstHigh() {
        return v6 ? buffer.getLong(at + 24) : 0;
    }

    long dstLow() {
        return v6 ? buffer.getLong(at + 32) : mapped(at + 16);
    }

    private long mapped(int addressAt) {
        return MAPPED | (buffer.getInt(addressAt) & 0xffff_ffffL);
    }
}
