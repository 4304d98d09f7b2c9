package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/** Teredo (RFC 4380, 5.1.1): authentication and origin, both optional, then IPv6. */
final class TeredoHeader {

    private static final int AUTHENTICATION = 0x0001;
    private static final int ORIGIN = 0x0000;
    private static final int ORIGIN_LENGTH = 8;

    private TeredoHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (cursor.has(4) && cursor.int16(0) == AUTHENTICATION) {
            // Type, two lengths, client identifier, authentication value, nonce, confirmation.
            cursor.offset += 4 + cursor.int8(2) + cursor.int8(3) + 8 + 1;
        }
        if (cursor.has(2) && cursor.int16(0) == ORIGIN) {
            cursor.offset += ORIGIN_LENGTH;
        }
        if (!cursor.has(1)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        if (cursor.int8(0) >>> 4 != 6) {
            return Undecoded.NOT_IP;
        }
        cursor.tunnel(TunnelType.TEREDO, 0);
        return cursor.countHeader() ? null : Undecoded.TOO_MANY_HEADERS;
    }
}
