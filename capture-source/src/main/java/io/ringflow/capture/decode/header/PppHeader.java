package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/** PPP (RFC 1661), PPP in HDLC-like framing (RFC 1662), and Cisco HDLC. Stateless; any thread. */
public final class PppHeader {

    private static final int ADDRESS_AND_CONTROL = 0xff03;

    private static final int IPV4 = 0x0021;
    private static final int IPV6 = 0x0057;
    private static final int MPLS = 0x0281;
    private static final int MPLS_MULTICAST = 0x0283;

    private static final int CISCO_UNICAST = 0x0f00;
    private static final int CISCO_MULTICAST = 0x8f00;
    private static final int CISCO_LENGTH = 4;

    private PppHeader() {}

    /** Decodes the address and control bytes, which are optional, and the protocol. */
    public static Undecoded decode(HeaderCursor cursor) {
        if (cursor.has(2) && cursor.int16(0) == ADDRESS_AND_CONTROL) {
            cursor.offset += 2;
        }
        if (!cursor.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int protocol = cursor.int8(0);
        if ((protocol & 1) == 1) {
            // A compressed protocol: only the last byte of a protocol is odd.
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

    /** Decodes a frame of a serial line: PPP, or Cisco HDLC if it has one of its addresses. */
    public static Undecoded decodeHdlc(HeaderCursor cursor) {
        if (cursor.has(2)) {
            int address = cursor.int16(0);
            if (address == CISCO_UNICAST || address == CISCO_MULTICAST) {
                return decodeCiscoHdlc(cursor);
            }
        }
        return decode(cursor);
    }

    /** Decodes Cisco HDLC: address, control, ethertype. */
    public static Undecoded decodeCiscoHdlc(HeaderCursor cursor) {
        if (!cursor.has(CISCO_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = cursor.int16(2);
        cursor.offset += CISCO_LENGTH;
        return EtherPayload.decodeType(cursor, type);
    }
}
