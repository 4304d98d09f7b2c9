package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/** Walks on from an ethertype, or from an Ethernet header, to the IP header. */
final class EtherPayload {

    /** Smaller values are not types but lengths (IEEE 802.3), and LLC follows. */
    static final int SMALLEST_TYPE = 0x600;

    static final int TRANSPARENT_BRIDGING = 0x6558;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int QINQ = 0x88a8;
    private static final int QINQ_OLD = 0x9100;
    private static final int MPLS = 0x8847;
    private static final int MPLS_MULTICAST = 0x8848;
    private static final int PPPOE_SESSION = 0x8864;

    static final int ETHERNET_LENGTH = 14;
    private static final int TAG_LENGTH = 4;
    private static final int PPPOE_LENGTH = 6;

    private EtherPayload() {}

    /** True for an Ethernet frame with nothing between its header and that of IP. */
    static boolean isPlainIp(ByteBuffer buffer, int frame, int captured) {
        if (captured < ETHERNET_LENGTH) {
            return false;
        }
        int type = buffer.getShort(frame + 12) & 0xffff;
        return type == IPV4 || type == IPV6;
    }

    /** Takes an Ethernet header off, and what is between it and the IP header. */
    static Undecoded ethernet(Walk walk) {
        if (!walk.has(ETHERNET_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = walk.int16(12);
        walk.at += ETHERNET_LENGTH;
        return walk(walk, type);
    }

    /** Walks on behind an ethertype, or the length that can stand in its place. */
    static Undecoded walk(Walk walk, int type) {
        return type < SMALLEST_TYPE ? LlcHeader.walk(walk) : walkType(walk, type);
    }

    /** Walks on behind an ethertype. */
    static Undecoded walkType(Walk walk, int firstType) {
        int type = firstType;
        while (type == VLAN || type == QINQ || type == QINQ_OLD) {
            if (!walk.has(TAG_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (!walk.another()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            walk.tag(walk.int16(0));
            type = walk.int16(2);
            walk.at += TAG_LENGTH;
        }
        return switch (type) {
            case IPV4, IPV6 -> null;
            case MPLS, MPLS_MULTICAST -> MplsStack.walk(walk);
            case PPPOE_SESSION -> pppoe(walk);
            case TRANSPARENT_BRIDGING ->
                    walk.another() ? ethernet(walk) : Undecoded.TOO_MANY_HEADERS;
            default ->
                    type < SMALLEST_TYPE && firstType != type
                            ? LlcHeader.walk(walk)
                            : Undecoded.NOT_IP;
        };
    }

    /**
     * Walks on behind the ethertype in a tunnel's header; Ethernet belongs to the tunnel, which was
     * counted.
     */
    static Undecoded walkTunnelled(Walk walk, int type) {
        return type == TRANSPARENT_BRIDGING ? ethernet(walk) : walkType(walk, type);
    }

    /** True where an Ethernet header with a well-known type begins so far ahead. */
    static boolean looksLikeEthernet(Walk walk, int ahead) {
        if (!walk.has(ahead + ETHERNET_LENGTH)) {
            return false;
        }
        return switch (walk.int16(ahead + 12)) {
            case IPV4, IPV6, ARP, VLAN, QINQ, QINQ_OLD, MPLS, MPLS_MULTICAST, PPPOE_SESSION -> true;
            default -> false;
        };
    }

    /** PPP over Ethernet (RFC 2516): version and type, code, session, length. */
    private static Undecoded pppoe(Walk walk) {
        if (!walk.has(PPPOE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (walk.int16(0) != 0x1100) {
            return Undecoded.NOT_IP;
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        walk.tunnel(TunnelType.PPPOE, walk.int16(2));
        walk.at += PPPOE_LENGTH;
        return PppHeader.walk(walk);
    }
}
