package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/**
 * Ethernet in IP (RFC 3378): the version in the upper four bits, and below it the tunnel id of
 * MikroTik's EoIPv6.
 */
final class EtherIpHeader {

    private static final int LENGTH = 2;
    private static final int VERSION = 3;

    private EtherIpHeader() {}

    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int header = cursor.int16(0);
        if (header >>> 12 != VERSION) {
            return Undecoded.NOT_IP;
        }
        cursor.offset += LENGTH;
        int id = header & 0xfff;
        TunnelType type = id == 0 ? TunnelType.ETHERIP : TunnelType.EOIP;
        return cursor.insideTunnel(EtherPayload.ethernet(cursor), type, id);
    }
}
