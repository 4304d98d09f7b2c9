package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * Decodes Ethernet headers, and whatever follows an ethertype up to the IP header. Stateless; any
 * thread.
 */
public final class EtherPayload {

    /** Smaller values are lengths rather than types (IEEE 802.3), and LLC follows. */
    static final int SMALLEST_TYPE = 0x600;

    /** The ethertype of an Ethernet frame. */
    public static final int TRANSPARENT_BRIDGING = 0x6558;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int QINQ = 0x88a8;

    /** Provider tags before 802.1ad; each of up to three nested tags had its own type. */
    private static final int QINQ_OLD = 0x9100;

    private static final int QINQ_OLD_2 = 0x9200;
    private static final int QINQ_OLD_3 = 0x9300;
    private static final int MPLS = 0x8847;
    private static final int MPLS_MULTICAST = 0x8848;
    private static final int PPPOE_SESSION = 0x8864;

    /** Bytes of an Ethernet header. */
    public static final int ETHERNET_LENGTH = 14;

    private static final int TAG_LENGTH = 4;
    private static final int PPPOE_LENGTH = 6;

    private EtherPayload() {}

    /** Returns true if the IP header follows the Ethernet header directly. */
    public static boolean isPlainIp(ByteBuffer buffer, int frame, int captured) {
        if (captured < ETHERNET_LENGTH) {
            return false;
        }
        int type = buffer.getShort(frame + 12) & 0xffff;
        return type == IPV4 || type == IPV6;
    }

    /** Decodes an Ethernet header, and everything between it and the IP header. */
    public static Undecoded ethernet(HeaderCursor cursor) {
        if (!cursor.has(ETHERNET_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = cursor.int16(12);
        cursor.offset += ETHERNET_LENGTH;
        return decode(cursor, type);
    }

    /** Decodes what follows an ethertype, or the length in place of it. */
    public static Undecoded decode(HeaderCursor cursor, int type) {
        return type < SMALLEST_TYPE ? LlcHeader.decode(cursor) : decodeType(cursor, type);
    }

    /** Decodes what follows an ethertype. */
    public static Undecoded decodeType(HeaderCursor cursor, int firstType) {
        int type = firstType;
        while (isVlan(type)) {
            if (!cursor.has(TAG_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (!cursor.countHeader()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            cursor.vlanTag(cursor.int16(0));
            type = cursor.int16(2);
            cursor.offset += TAG_LENGTH;
        }
        return switch (type) {
            case IPV4, IPV6 -> null;
            case MPLS, MPLS_MULTICAST -> MplsStack.decode(cursor);
            case PPPOE_SESSION -> pppoe(cursor);
            case TRANSPARENT_BRIDGING ->
                    cursor.countHeader() ? ethernet(cursor) : Undecoded.TOO_MANY_HEADERS;
            default ->
                    type < SMALLEST_TYPE && firstType != type
                            ? LlcHeader.decode(cursor)
                            : EtherTags.decode(cursor, type);
        };
    }

    private static boolean isVlan(int type) {
        return switch (type) {
            case VLAN, QINQ, QINQ_OLD, QINQ_OLD_2, QINQ_OLD_3 -> true;
            default -> false;
        };
    }

    /**
     * Decodes what follows the ethertype in a tunnel header. Ethernet doesn't count as a header of
     * its own here.
     */
    public static Undecoded decodeTunnelled(HeaderCursor cursor, int type) {
        return type == TRANSPARENT_BRIDGING ? ethernet(cursor) : decodeType(cursor, type);
    }

    /** Returns true if an Ethernet header with a well-known type is at this distance. */
    static boolean looksLikeEthernet(HeaderCursor cursor, int distance) {
        if (!cursor.has(distance + ETHERNET_LENGTH)) {
            return false;
        }
        int type = cursor.int16(distance + 12);
        return switch (type) {
            case IPV4 -> hasVersion(cursor, distance + ETHERNET_LENGTH, 4);
            case IPV6 -> hasVersion(cursor, distance + ETHERNET_LENGTH, 6);
            case ARP, MPLS, MPLS_MULTICAST, PPPOE_SESSION -> true;
            default ->
                    isVlan(type)
                            || EtherTags.isKnown(type)
                            || LlcHeader.looksLikeLlc(cursor, distance + ETHERNET_LENGTH, type);
        };
    }

    /** Returns true if the IP version at this distance matches, or was not captured. */
    private static boolean hasVersion(HeaderCursor cursor, int distance, int version) {
        return !cursor.has(distance + 1) || cursor.int8(distance) >>> 4 == version;
    }

    /** PPP over Ethernet (RFC 2516): version and type, code, session, length. */
    private static Undecoded pppoe(HeaderCursor cursor) {
        if (!cursor.has(PPPOE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (cursor.int16(0) != 0x1100) {
            return cursor.notIp(UnknownType.ETHERTYPE, PPPOE_SESSION);
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        cursor.tunnel(TunnelType.PPPOE, cursor.int16(2));
        cursor.offset += PPPOE_LENGTH;
        return PppHeader.decode(cursor);
    }
}
