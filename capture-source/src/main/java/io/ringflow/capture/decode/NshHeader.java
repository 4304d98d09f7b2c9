package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/** Network service header (RFC 8300): base header, service path, context. */
final class NshHeader {

    private static final int LENGTH = 8;
    private static final int WORD = 4;

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int ETHERNET = 3;
    static final int NSH = 4;
    private static final int MPLS = 5;

    private NshHeader() {}

    /** Takes the header off, which was counted. */
    static Undecoded walk(Walk walk) {
        if (!walk.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int base = walk.int32(0);
        int length = (base >>> 16 & 0x3f) * WORD;
        if (base >>> 30 != 0 || length < LENGTH) {
            return Undecoded.BAD_LINK_HEADER;
        }
        if (!walk.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        walk.at += length;
        return walkNext(walk, base & 0xff);
    }

    /** Walks on behind a next protocol of NSH or of VXLAN-GPE, which number them alike. */
    static Undecoded walkNext(Walk walk, int protocol) {
        return switch (protocol) {
            case IPV4, IPV6 -> null;
            case ETHERNET -> EtherPayload.ethernet(walk);
            case NSH -> walk.another() ? walk(walk) : Undecoded.TOO_MANY_HEADERS;
            case MPLS -> MplsStack.walk(walk);
            default -> walk.notIp(UnknownType.NSH, protocol);
        };
    }
}
