package io.ringflow.capture.decode.link;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/**
 * An entry of the netfilter log of Linux (nfnetlink_log.h): address family, version, resource, then
 * attributes, one of which is the packet. Stateless; any thread.
 */
final class NflogHeader {

    private static final int LENGTH = 4;
    private static final int ATTRIBUTE_LENGTH = 4;

    /** Greater than the number of kinds of attributes. */
    private static final int MAX_ATTRIBUTES = 64;

    private static final int PAYLOAD = 9;

    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    private NflogHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int family = cursor.int8(0);
        if (family != FAMILY_IPV4 && family != FAMILY_IPV6) {
            return cursor.notIp(UnknownType.ADDRESS_FAMILY, family);
        }
        cursor.offset += LENGTH;
        for (int attributes = 0; attributes < MAX_ATTRIBUTES; attributes++) {
            if (!cursor.has(ATTRIBUTE_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            // In the byte order of the capturing host. Types are small numbers.
            boolean bigEndian = cursor.int8(2) == 0 && cursor.int8(3) != 0;
            int length = bigEndian ? cursor.int16(0) : cursor.int16LittleEndian(0);
            int type = bigEndian ? cursor.int16(2) : cursor.int16LittleEndian(2);
            if (length < ATTRIBUTE_LENGTH) {
                return Undecoded.BAD_LINK_HEADER;
            }
            if (type == PAYLOAD) {
                cursor.offset += ATTRIBUTE_LENGTH;
                cursor.limit(length - ATTRIBUTE_LENGTH);
                // The log may hold only part of the packet, without saying so.
                cursor.packetIsWhole = false;
                return null;
            }
            cursor.offset += length + 3 & ~3;
        }
        return Undecoded.BAD_LINK_HEADER;
    }
}
