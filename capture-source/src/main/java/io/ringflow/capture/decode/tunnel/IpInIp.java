package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;

/** IP directly in IP (RFC 2003, RFC 2473, RFC 4213). */
final class IpInIp {

    private IpInIp() {}

    /** Recognizes the type of the tunnel by the version in the inner header. */
    static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.has(1)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        boolean innerV6 = cursor.int8(0) >>> 4 == 6;
        if (innerV6 == cursor.inV6) {
            cursor.tunnel(TunnelType.IPIP, 0);
        } else {
            cursor.tunnel(innerV6 ? TunnelType.SIX_IN_FOUR : TunnelType.FOUR_IN_SIX, 0);
        }
        return null;
    }
}
