package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/** Network service header (RFC 8300): base header, service path, context. Stateless. */
public final class NshHeader {

    private static final int LENGTH = 8;
    private static final int WORD = 4;

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int ETHERNET = 3;
    static final int NSH = 4;
    private static final int MPLS = 5;

    private NshHeader() {}

    /** Decodes the header, which the caller has counted already. */
    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int base = cursor.int32(0);
        int length = (base >>> 16 & 0x3f) * WORD;
        if (base >>> 30 != 0 || length < LENGTH) {
            return Undecoded.BAD_LINK_HEADER;
        }
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        cursor.offset += length;
        return decodeNext(cursor, base & 0xff);
    }

    /** Decodes what follows a next protocol of NSH or VXLAN-GPE, which share their numbers. */
    public static Undecoded decodeNext(HeaderCursor cursor, int protocol) {
        return switch (protocol) {
            case IPV4, IPV6 -> null;
            case ETHERNET -> EtherPayload.ethernet(cursor);
            case NSH -> cursor.countHeader() ? decode(cursor) : Undecoded.TOO_MANY_HEADERS;
            case MPLS -> MplsStack.decode(cursor);
            default -> cursor.notIp(UnknownType.NSH, protocol);
        };
    }
}
