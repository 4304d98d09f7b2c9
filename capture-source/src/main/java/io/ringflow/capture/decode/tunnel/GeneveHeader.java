package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/** GENEVE (RFC 8926, 3.4): version and length of the options, protocol, network identifier. */
final class GeneveHeader {

    private static final int LENGTH = 8;
    private static final int OPTION_UNIT = 4;

    private GeneveHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int first = cursor.int8(0);
        if (first >>> 6 != 0) {
            return Undecoded.NOT_IP;
        }
        int length = LENGTH + (first & 0x3f) * OPTION_UNIT;
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int protocol = cursor.int16(2);
        int id = cursor.int32(4) >>> 8;
        cursor.offset += length;
        Undecoded inner = EtherPayload.decodeTunnelled(cursor, protocol);
        return cursor.insideTunnel(inner, TunnelType.GENEVE, id);
    }
}
