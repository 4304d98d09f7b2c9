package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import java.nio.ByteBuffer;

/**
 * Walks the headers between an IP header and the upper-layer protocol: the extension headers of
 * IPv6 (RFC 8200, 4), and the authentication header (RFC 4302) in IPv4 too.
 */
final class ExtensionHeaders {

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int HIP = 139;
    private static final int SHIM6 = 140;

    private static final int SMALLEST_LENGTH = 8;

    private ExtensionHeaders() {}

    /**
     * Follows the headers of IPv6 and notes in the header what they say.
     *
     * @return null, or why the upper-layer protocol can't be known
     */
    static Undecoded walkV6(ByteBuffer buffer, IpHeader ip, Walk walk) {
        while (isExtension(ip.protocol) && ip.fragmentOffset == 0) {
            if (ip.available < ip.length + SMALLEST_LENGTH) {
                return Undecoded.SHORT_IP_HEADER;
            }
            if (!walk.another()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int at = ip.at + ip.length;
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

    /** Follows authentication headers in IPv4; one that was cut off hides what follows it. */
    static Undecoded walkV4(ByteBuffer buffer, IpHeader ip, Walk walk) {
        while (ip.protocol == AUTHENTICATION && ip.available >= ip.length + SMALLEST_LENGTH) {
            if (!walk.another()) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int header = buffer.getInt(ip.at + ip.length);
            ip.length += ((header >>> 16 & 0xff) + 2) * 4;
            ip.protocol = header >>> 24;
        }
        return null;
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, HIP, SHIM6 ->
                    true;
            default -> false;
        };
    }
}
