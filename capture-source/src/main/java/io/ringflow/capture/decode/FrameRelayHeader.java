package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/** Frame Relay (RFC 2427): the address of Q.922, then what ISO calls a network layer's id. */
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

    static Undecoded walk(Walk walk) {
        int address = 0;
        do {
            if (!walk.has(address + 1)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (++address > MAX_ADDRESS) {
                return Undecoded.BAD_LINK_HEADER;
            }
            // The last byte of an address is odd.
        } while ((walk.int8(address - 1) & 1) == 0);
        if (address < MIN_ADDRESS) {
            return Undecoded.BAD_LINK_HEADER;
        }
        walk.at += address;
        if (!walk.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (walk.int8(0) == UNNUMBERED_INFORMATION) {
            walk.at += walk.int8(1) == PAD ? 2 : 1;
            return networkLayer(walk);
        }
        // Cisco's encapsulation has an ethertype there.
        int type = walk.int16(0);
        walk.at += 2;
        return EtherPayload.walkType(walk, type);
    }

    private static Undecoded networkLayer(Walk walk) {
        if (!walk.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int id = walk.int8(0);
        walk.at += 1;
        return switch (id) {
            case NLPID_IPV4, NLPID_IPV6 -> null;
            case NLPID_SNAP -> LlcHeader.walkSnap(walk);
            case NLPID_PPP -> PppHeader.walk(walk);
            default -> walk.notIp(UnknownType.NETWORK_LAYER, id);
        };
    }
}
