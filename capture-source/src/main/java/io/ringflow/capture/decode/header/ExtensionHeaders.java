package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Undecoded;
import java.nio.ByteBuffer;

/**
 * Decodes the headers between an IP header and the upper-layer protocol: the extension headers of
 * IPv6 (RFC 8200, 4), and in IPv4 the authentication header (RFC 4302). Stateless; any thread.
 */
final class ExtensionHeaders {

    static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int HIP = 139;
    private static final int SHIM6 = 140;

    private static final int SMALLEST_LENGTH = 8;

    private static final int PAD_1 = 0;
    private static final int JUMBO = 0xc2;

    /** Returned by {@link #jumboLength} if the option may not have been captured. */
    static final long CUT_OFF = -1;

    private ExtensionHeaders() {}

    /**
     * Follows the extension headers of IPv6 and records them in {@code ip}. If a header was cut
     * off, the headers after it are unknown, but the packet can still be used for its addresses.
     *
     * @return null, or why the packet can't be used
     */
    static Undecoded decodeV6(ByteBuffer buffer, IpHeader ip, HeaderCursor cursor) {
        while (isExtension(ip.protocol) && ip.fragmentOffset == 0) {
            if (ip.available < ip.length + SMALLEST_LENGTH) {
                if (ip.anomaly == null) {
                    ip.anomaly = Anomaly.HEADER_CUT;
                }
                return null;
            }
            if (!cursor.countHeader()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int at = ip.offset + ip.length;
            int header = buffer.getInt(at);
            int units = header >>> 16 & 0xff;
            switch (ip.protocol) {
                case FRAGMENT -> {
                    ip.length += SMALLEST_LENGTH;
                    ip.fragment(
                            buffer.getInt(at + 4),
                            header & 0xfff8,
                            (header & 1) != 0,
                            header >>> 24);
                }
                case AUTHENTICATION -> ip.length += (units + 2) * 4;
                default -> ip.length += (units + 1) * 8;
            }
            ip.protocol = header >>> 24;
        }
        return null;
    }

    /** Follows authentication headers in IPv4, up to one that was cut off. */
    static Undecoded decodeV4(ByteBuffer buffer, IpHeader ip, HeaderCursor cursor) {
        while (ip.protocol == AUTHENTICATION && ip.available >= ip.length + SMALLEST_LENGTH) {
            if (!cursor.countHeader()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int header = buffer.getInt(ip.offset + ip.length);
            ip.length += ((header >>> 16 & 0xff) + 2) * 4;
            ip.protocol = header >>> 24;
        }
        return null;
    }

    /**
     * Returns the payload length in the jumbo option of a hop-by-hop header (RFC 2675, 2).
     *
     * @param at offset of the header in the buffer
     * @param end offset at which the captured bytes end
     * @return 0 if there is no such option; {@link #CUT_OFF} if it may not have been captured
     */
    static long jumboLength(ByteBuffer buffer, int at, int end) {
        if (end - at < SMALLEST_LENGTH) {
            return CUT_OFF;
        }
        int headerEnd = at + ((buffer.get(at + 1) & 0xff) + 1) * 8;
        int option = at + 2;
        while (option < headerEnd) {
            if (option + 2 > end) {
                return CUT_OFF;
            }
            int type = buffer.get(option) & 0xff;
            if (type == JUMBO) {
                boolean whole = option + 6 <= end;
                return whole ? buffer.getInt(option + 2) & 0xffff_ffffL : CUT_OFF;
            }
            option += type == PAD_1 ? 1 : 2 + (buffer.get(option + 1) & 0xff);
        }
        return 0;
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, HIP, SHIM6 ->
                    true;
            default -> false;
        };
    }
}
