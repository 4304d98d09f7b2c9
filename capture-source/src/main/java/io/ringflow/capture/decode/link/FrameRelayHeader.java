package io.ringflow.capture.decode.link;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.LlcHeader;
import io.ringflow.capture.decode.header.PppHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/** Frame Relay (RFC 2427): a Q.922 address, then a network layer protocol id (NLPID) of ISO. */
final class FrameRelayHeader {

    private static final int MIN_ADDRESS = 2;
    private static final int MAX_ADDRESS = 4;

    private static final int UNNUMBERED_INFORMATION = 0x03;
    private static final int PAD = 0x00;

    private static final int NLPID_SNAP = 0x80;
    private static final int NLPID_IPV4 = 0xcc;
    private static final int NLPID_IPV6 = 0x8e;
    private static final int NLPID_PPP = 0xcf;

    private FrameRelayHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        int address = 0;
        do {
            if (!cursor.has(address + 1)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (++address > MAX_ADDRESS) {
                return Undecoded.BAD_LINK_HEADER;
            }
            // The last byte of an address is odd.
        } while ((cursor.int8(address - 1) & 1) == 0);
        if (address < MIN_ADDRESS) {
            return Undecoded.BAD_LINK_HEADER;
        }
        cursor.offset += address;
        if (!cursor.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (cursor.int8(0) == UNNUMBERED_INFORMATION) {
            cursor.offset += cursor.int8(1) == PAD ? 2 : 1;
            return networkLayer(cursor);
        }
        // Cisco's encapsulation has an ethertype instead.
        int type = cursor.int16(0);
        cursor.offset += 2;
        return EtherPayload.decodeType(cursor, type);
    }

    private static Undecoded networkLayer(HeaderCursor cursor) {
        if (!cursor.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int id = cursor.int8(0);
        cursor.offset += 1;
        return switch (id) {
            case NLPID_IPV4, NLPID_IPV6 -> null;
            case NLPID_SNAP -> LlcHeader.decodeSnap(cursor);
            case NLPID_PPP -> PppHeader.decode(cursor);
            default -> cursor.notIp(UnknownType.NETWORK_LAYER, id);
        };
    }
}
