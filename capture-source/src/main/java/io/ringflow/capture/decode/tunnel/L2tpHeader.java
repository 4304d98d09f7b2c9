package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.PppHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/** A data message of L2TP version 2 (RFC 2661, 3.1), whose flags say which fields it has. */
final class L2tpHeader {

    private static final int CONTROL = 0x8000;
    private static final int HAS_LENGTH = 0x4000;
    private static final int HAS_SEQUENCE = 0x0800;
    private static final int HAS_OFFSET = 0x0200;
    private static final int VERSION = 0x000f;

    private L2tpHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = cursor.int16(0);
        if ((flags & CONTROL) != 0 || (flags & VERSION) != 2) {
            return Undecoded.NOT_IP;
        }
        int sessionAt = (flags & HAS_LENGTH) != 0 ? 6 : 4;
        int length = sessionAt + 2 + ((flags & HAS_SEQUENCE) != 0 ? 4 : 0);
        boolean hasOffset = (flags & HAS_OFFSET) != 0;
        if (!cursor.has(length + (hasOffset ? 2 : 0))) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int session = cursor.int16(sessionAt);
        cursor.offset += length + (hasOffset ? 2 + cursor.int16(length) : 0);
        return cursor.insideTunnel(PppHeader.decode(cursor), TunnelType.L2TP, session);
    }
}
