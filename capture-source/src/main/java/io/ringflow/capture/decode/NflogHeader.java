package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/**
 * What the netfilter log of Linux puts before a packet (nfnetlink_log.h): address family, version,
 * resource, then attributes; the packet is one of them.
 */
final class NflogHeader {

    private static final int LENGTH = 4;
    private static final int ATTRIBUTE_LENGTH = 4;

    /** More than there are kinds of attributes. */
    private static final int MAX_ATTRIBUTES = 64;

    private static final int PAYLOAD = 9;

    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    private NflogHeader() {}

    static Undecoded walk(Walk walk) {
        if (!walk.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int family = walk.int8(0);
        if (family != FAMILY_IPV4 && family != FAMILY_IPV6) {
            return walk.notIp(UnknownType.ADDRESS_FAMILY, family);
        }
        walk.at += LENGTH;
        for (int attributes = 0; attributes < MAX_ATTRIBUTES; attributes++) {
            if (!walk.has(ATTRIBUTE_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            // In the byte order of the host that captured; types are small numbers.
            boolean bigEndian = walk.int8(2) == 0 && walk.int8(3) != 0;
            int length = bigEndian ? walk.int16(0) : walk.int16LittleEndian(0);
            int type = bigEndian ? walk.int16(2) : walk.int16LittleEndian(2);
            if (length < ATTRIBUTE_LENGTH) {
                return Undecoded.BAD_LINK_HEADER;
            }
            if (type == PAYLOAD) {
                walk.at += ATTRIBUTE_LENGTH;
                walk.limit(length - ATTRIBUTE_LENGTH);
                // The log may copy less than the packet, and does not say so.
                walk.packetIsWhole = false;
                return null;
            }
            walk.at += length + 3 & ~3;
        }
        return Undecoded.BAD_LINK_HEADER;
    }
}
