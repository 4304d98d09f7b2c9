package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/** Logical link control (IEEE 802.2), with SNAP (RFC 1042). */
final class LlcHeader {

    private static final int SNAP = 0xaaaa03;
    private static final int IP = 0x060603;
    private static final int LLC_LENGTH = 3;
    private static final int SNAP_LENGTH = 5;

    private static final int OUI_ETHERNET = 0x000000;

    /** Bridged frames of networks that have no such types themselves (IEEE 802.1H). */
    private static final int OUI_BRIDGE_TUNNEL = 0x0000f8;

    /** Whole frames over other links (RFC 2427, RFC 2684), with or without their checksum. */
    private static final int OUI_BRIDGED = 0x0080c2;

    private LlcHeader() {}

    /** Walks on from the service access points. */
    static Undecoded walk(Walk walk) {
        if (!walk.has(LLC_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int header = walk.int16(0) << 8 | walk.int8(2);
        walk.at += LLC_LENGTH;
        return switch (header) {
            case SNAP -> walkSnap(walk);
            case IP -> null;
            default -> walk.notIp(UnknownType.LLC, header >>> 8);
        };
    }

    /** Walks on from SNAP's organization and type. */
    static Undecoded walkSnap(Walk walk) {
        if (!walk.has(SNAP_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int organization = walk.int16(0) << 8 | walk.int8(2);
        int type = walk.int16(3);
        walk.at += SNAP_LENGTH;
        return switch (organization) {
            case OUI_ETHERNET, OUI_BRIDGE_TUNNEL -> EtherPayload.walkType(walk, type);
            case OUI_BRIDGED ->
                    type == 1 || type == 7
                            ? EtherPayload.walkType(walk, EtherPayload.TRANSPARENT_BRIDGING)
                            : unknown(walk, organization, type);
            default -> unknown(walk, organization, type);
        };
    }

    private static Undecoded unknown(Walk walk, int organization, int type) {
        return walk.notIp(UnknownType.SNAP, (long) organization << 16 | type);
    }
}
