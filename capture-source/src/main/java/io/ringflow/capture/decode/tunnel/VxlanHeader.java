package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.NshHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/**
 * VXLAN (RFC 7348, 5): flags in the first word, network identifier in the second. The generic
 * protocol extension (VXLAN-GPE) has a next protocol at the end of the first word.
 */
final class VxlanHeader {

    private static final int LENGTH = 8;

    /** Flag: the network identifier is valid. */
    private static final int HAS_ID = 0x08;

    /** Flag of VXLAN-GPE: the next protocol is valid. */
    private static final int HAS_PROTOCOL = 0x04;

    private VxlanHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        return decode(cursor, false);
    }

    /** Decodes VXLAN-GPE. */
    static Undecoded decodeGeneric(HeaderCursor cursor) {
        return decode(cursor, true);
    }

    private static Undecoded decode(HeaderCursor cursor, boolean generic) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = cursor.int8(0);
        if ((flags & HAS_ID) == 0) {
            return Undecoded.NOT_IP;
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int protocol = cursor.int8(3);
        boolean hasProtocol = generic && (flags & HAS_PROTOCOL) != 0;
        int id = cursor.int32(4) >>> 8;
        cursor.offset += LENGTH;
        Undecoded inner =
                hasProtocol
                        ? NshHeader.decodeNext(cursor, protocol)
                        : EtherPayload.ethernet(cursor);
        return cursor.insideTunnel(inner, TunnelType.VXLAN, id);
    }
}
