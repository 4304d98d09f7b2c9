package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/** PPP (RFC 1661), PPP in frames like those of HDLC (RFC 1662), and Cisco's HDLC. */
final class PppHeader {

    private static final int ADDRESS_AND_CONTROL = 0xff03;

    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;
    private static final int MPLS_MULTICAST = 0x0283;

    private static final int CISCO_UNICAST = 0x0f00;
    private static final int CISCO_MULTICAST = 0x8f00;
    private static final int CISCO_LENGTH = 4;

    private PppHeader() {}

    /** Walks on from the address and control bytes, or from the protocol where they are missing. */
    static Undecoded decode(Walk cursor) {
        if (cursor.has(2) && cursor.int16(0) == ADDRESS_AND_CONTROL) {
            cursor.offset += 2;
        }
        if (!cursor.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int protocol = cursor.int8(0);
        if ((protocol & 1) == 1) {
            // Compressed: only a protocol's last byte is odd.
            cursor.offset += 1;
        } else if (cursor.has(2)) {
            protocol = cursor.int16(0);
            cursor.offset += 2;
        } else {
            return Undecoded.SHORT_LINK_HEADER;
        }
        return switch (protocol) {
            case IPV4, IPV6 -> null;
            case MPLS, MPLS_MULTICAST -> MplsStack.decode(cursor);
            default -> cursor.notIp(UnknownType.PPP, protocol);
        };
    }

    /** Frames of a serial line: PPP, or Cisco's HDLC by its addresses. */
    static Undecoded decodeHdlc(Walk cursor) {
        if (cursor.has(2)) {
            int address = cursor.int16(0);
            if (address == CISCO_UNICAST || address == CISCO_MULTICAST) {
                return decodeCiscoHdlc(cursor);
            }
        }
        return decode(cursor);
    }

    /** Cisco's HDLC: address, control, ethertype. */
    static Undecoded decodeCiscoHdlc(Walk cursor) {
        if (!cursor.has(CISCO_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = cursor.int16(2);
        cursor.offset += CISCO_LENGTH;
        return EtherPayload.decodeType(cursor, type);
    }
}
