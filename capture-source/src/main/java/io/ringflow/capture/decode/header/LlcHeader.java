package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/** Logical link control (IEEE 802.2), with SNAP (RFC 1042). Stateless; any thread. */
public final class LlcHeader {

    private static final int SNAP = 0xaaaa03;
    private static final int IP = 0x060603;
    private static final int SPANNING_TREE = 0x424203;
    private static final int OSI = 0xfefe03;
    private static final int LLC_LENGTH = 3;
    private static final int SNAP_LENGTH = 5;

    private static final int OUI_ETHERNET = 0x000000;

    /** Ethernet types in networks without ethertypes (IEEE 802.1H). */
    private static final int OUI_BRIDGE_TUNNEL = 0x0000f8;

    /** Whole Ethernet frames over other links, with or without checksum (RFC 2427, RFC 2684). */
    private static final int OUI_BRIDGED = 0x0080c2;

    private LlcHeader() {}

    /** Returns true if a header of a common protocol is at this distance and fits the length. */
    static boolean looksLikeLlc(HeaderCursor cursor, int distance, int length) {
        if (length >= EtherPayload.SMALLEST_TYPE
                || length < LLC_LENGTH
                || !cursor.has(distance + LLC_LENGTH)
                || cursor.wireLeft() - distance < length) {
            return false;
        }
        return switch (cursor.int16(distance) << 8 | cursor.int8(distance + 2)) {
            case SNAP, IP, SPANNING_TREE, OSI -> true;
            default -> false;
        };
    }

    /** Decodes from the service access points on. */
    public static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LLC_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int header = cursor.int16(0) << 8 | cursor.int8(2);
        cursor.offset += LLC_LENGTH;
        return switch (header) {
            case SNAP -> decodeSnap(cursor);
            case IP -> null;
            default -> cursor.notIp(UnknownType.LLC, header >>> 8);
        };
    }

    /** Decodes from the organization and type of SNAP on. */
    public static Undecoded decodeSnap(HeaderCursor cursor) {
        if (!cursor.has(SNAP_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int organization = cursor.int16(0) << 8 | cursor.int8(2);
        int type = cursor.int16(3);
        cursor.offset += SNAP_LENGTH;
        return switch (organization) {
            case OUI_ETHERNET, OUI_BRIDGE_TUNNEL -> EtherPayload.decodeType(cursor, type);
            case OUI_BRIDGED ->
                    type == 1 || type == 7
                            ? EtherPayload.decodeType(cursor, EtherPayload.TRANSPARENT_BRIDGING)
                            : unknown(cursor, organization, type);
            default -> unknown(cursor, organization, type);
        };
    }

    private static Undecoded unknown(HeaderCursor cursor, int organization, int type) {
        return cursor.notIp(UnknownType.SNAP, (long) organization << 16 | type);
    }
}
