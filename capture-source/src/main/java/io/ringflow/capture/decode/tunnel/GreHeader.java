package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.PppHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/**
 * Generic routing encapsulation (RFC 2784, RFC 2890, and the routing field of RFC 1701), NVGRE and
 * ERSPAN on top of it, and version 1 as used by PPTP (RFC 2637) and MikroTik's EoIP.
 */
final class GreHeader {

    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int PPTP_ACKNOWLEDGEMENT = 0x0080;
    private static final int VERSION = 0x0007;

    private static final int PPP = 0x880b;
    private static final int EOIP = 0x6400;
    private static final int ERSPAN = 0x88be;
    private static final int ERSPAN_III = 0x22eb;

    private static final int EOIP_LENGTH = 8;
    private static final int MAX_ROUTES = 8;
    private static final int SMALLEST_VSID = 0x1000;

    private static final int ERSPAN_II_LENGTH = 8;
    private static final int ERSPAN_III_LENGTH = 12;
    private static final int ERSPAN_SUBHEADER_LENGTH = 8;
    private static final int ERSPAN_SESSION = 0x3ff;

    private GreHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(4)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int flags = cursor.int16(0);
        return switch (flags & VERSION) {
            case 0 -> version0(cursor, flags, cursor.int16(2));
            case 1 ->
                    cursor.int16(2) == EOIP
                            ? eoip(cursor, flags)
                            : pptp(cursor, flags, cursor.int16(2));
            default -> Undecoded.NOT_IP;
        };
    }

    private static Undecoded version0(HeaderCursor cursor, int flags, int protocol) {
        int keyAt = (flags & (CHECKSUM | ROUTING)) != 0 ? 8 : 4;
        boolean hasKey = (flags & KEY) != 0;
        int length = keyAt + (hasKey ? 4 : 0) + ((flags & SEQUENCE) != 0 ? 4 : 0);
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int key = hasKey ? cursor.int32(keyAt) : 0;
        cursor.offset += length;
        if ((flags & ROUTING) != 0) {
            Undecoded problem = routes(cursor);
            if (problem != null) {
                return problem;
            }
        }
        return switch (protocol) {
            case PPP -> cursor.insideTunnel(PppHeader.decode(cursor), TunnelType.GRE, key);
            case ERSPAN -> (flags & SEQUENCE) != 0 ? erspan2(cursor) : erspan1(cursor);
            case ERSPAN_III -> erspan3(cursor);
            case EtherPayload.TRANSPARENT_BRIDGING -> bridged(cursor, flags, key);
            default -> {
                Undecoded inner = EtherPayload.decodeTunnelled(cursor, protocol);
                yield cursor.insideTunnel(inner, TunnelType.GRE, key);
            }
        };
    }

    /** Source routes: family, offset, length, addresses. An empty route ends the list. */
    private static Undecoded routes(HeaderCursor cursor) {
        for (int routes = 0; routes < MAX_ROUTES; routes++) {
            if (!cursor.has(4)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            int family = cursor.int16(0);
            int length = cursor.int8(3);
            cursor.offset += 4 + length;
            if (family == 0 && length == 0) {
                return null;
            }
        }
        return Undecoded.TOO_MANY_HEADERS;
    }

    /** Ethernet. If the key is the only optional field, this is NVGRE (RFC 7637, 3.2). */
    private static Undecoded bridged(HeaderCursor cursor, int flags, int key) {
        int subnet = key >>> 8;
        boolean nvgre =
                (flags & (CHECKSUM | ROUTING | KEY | SEQUENCE)) == KEY && subnet >= SMALLEST_VSID;
        Undecoded inner = EtherPayload.ethernet(cursor);
        return nvgre
                ? cursor.insideTunnel(inner, TunnelType.NVGRE, subnet)
                : cursor.insideTunnel(inner, TunnelType.GRE, key);
    }

    private static Undecoded erspan1(HeaderCursor cursor) {
        return cursor.insideTunnel(EtherPayload.ethernet(cursor), TunnelType.ERSPAN, 0);
    }

    private static Undecoded erspan2(HeaderCursor cursor) {
        if (!cursor.has(ERSPAN_II_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int session = cursor.int16(2) & ERSPAN_SESSION;
        cursor.offset += ERSPAN_II_LENGTH;
        return cursor.insideTunnel(EtherPayload.ethernet(cursor), TunnelType.ERSPAN, session);
    }

    /** The last word says what follows (0 Ethernet, 2 IP), and whether there is a subheader. */
    private static Undecoded erspan3(HeaderCursor cursor) {
        if (!cursor.has(ERSPAN_III_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int session = cursor.int16(2) & ERSPAN_SESSION;
        int last = cursor.int16(10);
        cursor.offset += ERSPAN_III_LENGTH + ((last & 1) != 0 ? ERSPAN_SUBHEADER_LENGTH : 0);
        Undecoded inner =
                switch (last >>> 10 & 0x1f) {
                    case 0 -> EtherPayload.ethernet(cursor);
                    case 2 -> null;
                    default -> Undecoded.NOT_IP;
                };
        return cursor.insideTunnel(inner, TunnelType.ERSPAN, session);
    }

    /** Payload length, tunnel id (little-endian), Ethernet. */
    private static Undecoded eoip(HeaderCursor cursor, int flags) {
        if ((flags & KEY) == 0) {
            return Undecoded.NOT_IP;
        }
        if (!cursor.has(EOIP_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int payload = cursor.int16(4);
        int id = cursor.int16LittleEndian(6);
        if (payload == 0) {
            // A keep-alive.
            return Undecoded.NOT_IP;
        }
        cursor.offset += EOIP_LENGTH;
        cursor.limit(payload);
        return cursor.insideTunnel(EtherPayload.ethernet(cursor), TunnelType.EOIP, id);
    }

    /** Payload length, call id of the receiver, PPP. A mere acknowledgement has no payload. */
    private static Undecoded pptp(HeaderCursor cursor, int flags, int protocol) {
        if (protocol != PPP || (flags & KEY) == 0 || (flags & SEQUENCE) == 0) {
            return Undecoded.NOT_IP;
        }
        int length = 12 + ((flags & PPTP_ACKNOWLEDGEMENT) != 0 ? 4 : 0);
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int payload = cursor.int16(4);
        int call = cursor.int16(6);
        if (payload == 0) {
            return Undecoded.NOT_IP;
        }
        cursor.offset += length;
        cursor.limit(payload);
        return cursor.insideTunnel(PppHeader.decode(cursor), TunnelType.PPTP, call);
    }
}
