package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.model.TunnelType;

/**
 * Ethernet in IP (RFC 3378): the version in the upper four bits, and below it the tunnel id of
 * MikroTik's EoIPv6.
 */
final class EtherIpHeader {

    private static final int LENGTH = 2;
    private static final int VERSION = 3;

    private EtherIpHeader() {}

    static Undecoded decode(Walk cursor) {
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
