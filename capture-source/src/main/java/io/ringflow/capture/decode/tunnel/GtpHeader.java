package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/** A user packet (G-PDU) in GTP version 1 (3GPP TS 29.281, 5). */
final class GtpHeader {

    private static final int LENGTH = 8;
    private static final int OPTIONAL_LENGTH = 4;

    /** Version 1, and GTP rather than GTP'. */
    private static final int VERSION = 0x30;

    private static final int VERSION_MASK = 0xf0;

    /** Any of sequence number, N-PDU number and extension is set: the header has all three. */
    private static final int OPTIONAL = 0x07;

    private static final int EXTENSION = 0x04;

    private static final int G_PDU = 255;

    private GtpHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = cursor.int8(0);
        // Bit 0x08 is spare.
        if ((flags & VERSION_MASK) != VERSION || cursor.int8(1) != G_PDU) {
            return Undecoded.NOT_IP;
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        cursor.tunnel(TunnelType.GTP_U, cursor.int32(4));
        cursor.offset += LENGTH;
        if ((flags & OPTIONAL) != 0) {
            if (!cursor.has(OPTIONAL_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            int next = cursor.int8(3);
            cursor.offset += OPTIONAL_LENGTH;
            if ((flags & EXTENSION) != 0 && next != 0) {
                Undecoded problem = extensions(cursor);
                if (problem != null) {
                    return problem;
                }
            }
        }
        if (!cursor.has(1)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        int version = cursor.int8(0) >>> 4;
        return version == 4 || version == 6 ? null : Undecoded.NOT_IP;
    }

    /** Extension headers: length in units of four bytes, content, type of the next header. */
    private static Undecoded extensions(HeaderCursor cursor) {
        int next;
        do {
            if (!cursor.countHeader()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int length = cursor.has(1) ? cursor.int8(0) * 4 : 0;
            if (!cursor.has(Math.max(1, length))) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (length == 0) {
                return Undecoded.BAD_LINK_HEADER;
            }
            next = cursor.int8(length - 1);
            cursor.offset += length;
        } while (next != 0);
        return null;
    }
}
