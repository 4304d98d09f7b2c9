package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.model.TunnelType;
import java.util.List;

/** Tunnels in UDP, known by their ports and then by what their headers must hold. */
final class UdpTunnels {

    private static final int L2TP = 1701;
    private static final int GTP_U = 2152;
    private static final int TEREDO = 3544;
    private static final int GENEVE = 6081;
    private static final int VXLAN_GPE = 4790;

    private static final int UDP_LENGTH = 8;
    private static final int VXLAN_LENGTH = 8;
    private static final int GENEVE_LENGTH = 8;

    /** The flag that says that there is a network identifier. */
    private static final int VXLAN_HAS_ID = 0x08;

    /** The flag of VXLAN-GPE that says that the header ends in a protocol. */
    private static final int VXLAN_HAS_PROTOCOL = 0x04;

    private static final int L2TP_CONTROL = 0x8000;
    private static final int L2TP_LENGTH = 0x4000;
    private static final int L2TP_SEQUENCE = 0x0800;
    private static final int L2TP_OFFSET = 0x0200;
    private static final int L2TP_VERSION = 0x000f;

    private static final int TEREDO_AUTHENTICATION = 0x0001;
    private static final int TEREDO_ORIGIN = 0x0000;
    private static final int TEREDO_ORIGIN_LENGTH = 8;

    private final int[] vxlanPorts;

    UdpTunnels(List<Integer> vxlanPorts) {
        this.vxlanPorts = vxlanPorts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** True where the ports, source in the upper half, are a tunnel's. */
    boolean known(int ports) {
        int src = ports >>> 16;
        int dst = ports & 0xffff;
        return either(src, dst, L2TP)
                || either(src, dst, GTP_U)
                || either(src, dst, TEREDO)
                || dst == GENEVE
                || dst == VXLAN_GPE
                || isVxlan(dst);
    }

    private static boolean either(int src, int dst, int port) {
        return src == port || dst == port;
    }

    private boolean isVxlan(int dst) {
        for (int port : vxlanPorts) {
            if (dst == port) {
                return true;
            }
        }
        return false;
    }

    /** Takes the UDP header and the tunnel's off. */
    Undecoded walk(Walk walk, int ports) {
        int src = ports >>> 16;
        int dst = ports & 0xffff;
        if (!walk.has(UDP_LENGTH)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        walk.at += UDP_LENGTH;
        if (dst == VXLAN_GPE || isVxlan(dst)) {
            return vxlan(walk, dst == VXLAN_GPE);
        }
        if (dst == GENEVE) {
            return geneve(walk);
        }
        if (either(src, dst, GTP_U)) {
            return GtpHeader.walk(walk);
        }
        if (either(src, dst, TEREDO)) {
            return teredo(walk);
        }
        return l2tp(walk);
    }

    /**
     * Flags, then the network identifier in the second word (RFC 7348, 5). The generic protocol
     * extension has a protocol at the end of the first.
     */
    private static Undecoded vxlan(Walk walk, boolean generic) {
        if (!walk.has(VXLAN_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if ((walk.int8(0) & VXLAN_HAS_ID) == 0) {
            return Undecoded.NOT_IP;
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int protocol = walk.int8(3);
        boolean hasProtocol = generic && (walk.int8(0) & VXLAN_HAS_PROTOCOL) != 0;
        int id = walk.int32(4) >>> 8;
        walk.at += VXLAN_LENGTH;
        Undecoded inner =
                hasProtocol ? NshHeader.walkNext(walk, protocol) : EtherPayload.ethernet(walk);
        return Tunnels.inside(walk, inner, TunnelType.VXLAN, id);
    }

    /** Version and length of the options, protocol, network identifier (RFC 8926, 3.4). */
    private static Undecoded geneve(Walk walk) {
        if (!walk.has(GENEVE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int first = walk.int8(0);
        if (first >>> 6 != 0) {
            return Undecoded.NOT_IP;
        }
        int length = GENEVE_LENGTH + (first & 0x3f) * 4;
        if (!walk.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int protocol = walk.int16(2);
        int id = walk.int32(4) >>> 8;
        walk.at += length;
        Undecoded inner = EtherPayload.walkTunnelled(walk, protocol);
        return Tunnels.inside(walk, inner, TunnelType.GENEVE, id);
    }

    /** Authentication and origin, both optional, then IPv6 (RFC 4380, 5.1.1). */
    private static Undecoded teredo(Walk walk) {
        if (walk.has(4) && walk.int16(0) == TEREDO_AUTHENTICATION) {
            // Type, two lengths, client, authentication value, nonce, confirmation.
            walk.at += 4 + walk.int8(2) + walk.int8(3) + 8 + 1;
        }
        if (walk.has(2) && walk.int16(0) == TEREDO_ORIGIN) {
            walk.at += TEREDO_ORIGIN_LENGTH;
        }
        if (!walk.has(1)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        if (walk.int8(0) >>> 4 != 6) {
            return Undecoded.NOT_IP;
        }
        walk.tunnel(TunnelType.TEREDO, 0);
        return walk.another() ? null : Undecoded.TOO_MANY_HEADERS;
    }

    /** A data message of version 2: flags say which of its fields are there (RFC 2661, 3.1). */
    private static Undecoded l2tp(Walk walk) {
        if (!walk.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = walk.int16(0);
        if ((flags & L2TP_CONTROL) != 0 || (flags & L2TP_VERSION) != 2) {
            return Undecoded.NOT_IP;
        }
        int sessionAt = (flags & L2TP_LENGTH) != 0 ? 6 : 4;
        int length = sessionAt + 2 + ((flags & L2TP_SEQUENCE) != 0 ? 4 : 0);
        boolean offset = (flags & L2TP_OFFSET) != 0;
        if (!walk.has(length + (offset ? 2 : 0))) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int session = walk.int16(sessionAt);
        walk.at += length + (offset ? 2 + walk.int16(length) : 0);
        return Tunnels.inside(walk, PppHeader.walk(walk), TunnelType.L2TP, session);
    }
}
