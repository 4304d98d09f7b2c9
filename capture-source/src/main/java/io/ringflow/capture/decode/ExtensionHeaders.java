package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import java.nio.ByteBuffer;

/**
 * Walks the extension headers of IPv6 (RFC 8200, 4) to the upper-layer protocol. One instance a
 * thread; its results stand in its fields.
 */
final class ExtensionHeaders {

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int HIP = 139;
    private static final int SHIM6 = 140;

    private static final int FIXED_LENGTH = 40;

    /** Where the upper-layer header begins, from the begin of the IPv6 header. */
    int length;

    /** The upper-layer protocol. */
    int protocol;

    /** True for a fragment that is not the first one. */
    boolean laterFragment;

    /**
     * Follows the headers.
     *
     * @param available bytes of the packet in the buffer
     * @param nextHeader what the fixed header says follows it
     * @return null, or why the upper-layer protocol can't be known
     */
    Undecoded walk(ByteBuffer buffer, int ip, int available, int nextHeader) {
        length = FIXED_LENGTH;
        protocol = nextHeader;
        laterFragment = false;
        int headers = 0;
        while (isExtension(protocol) && !laterFragment) {
            if (available < length + 8) {
                return Undecoded.SHORT_IP_HEADER;
            }
            if (++headers > LinkHeader.MAX_HEADERS) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int at = ip + length;
            int units = buffer.get(at + 1) & 0xff;
            switch (protocol) {
                case FRAGMENT -> {
                    laterFragment = (buffer.getShort(at + 2) & 0xfff8) != 0;
                    length += 8;
                }
                case AUTHENTICATION -> length += (units + 2) * 4;
                default -> length += (units + 1) * 8;
            }
            protocol = buffer.get(at) & 0xff;
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
