package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.TunnelType;

/**
 * A stack of MPLS labels (RFC 3032). The labels don't say what follows: IP, or the Ethernet frame
 * of a pseudowire, with or without a control word (RFC 4448). The first half byte hints at the IP
 * version, but an Ethernet address may start with any value. If both are possible, the lengths and
 * the checksum of the IP header decide. Stateless; any thread.
 */
public final class MplsStack {

    private static final int LABEL_LENGTH = 4;
    private static final int MAX_LABELS = 16;
    private static final int BOTTOM = 0x100;

    private static final int CONTROL_WORD_LENGTH = 4;

    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int FRAME_CHECK_LENGTH = 4;
    private static final int CHECKSUM_OF_GOOD_HEADER = 0xffff;

    /** First half byte of messages about the pseudowire itself (RFC 5586). */
    private static final int ASSOCIATED_CHANNEL = 1;

    private MplsStack() {}

    /** Decodes the labels, and everything between them and the IP header. */
    public static Undecoded decode(HeaderCursor cursor) {
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        int entry;
        int labels = 0;
        do {
            if (!cursor.has(LABEL_LENGTH)) {
                return Undecoded.SHORT_LINK_HEADER;
            }
            if (++labels > MAX_LABELS) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            entry = cursor.int32(0);
            cursor.offset += LABEL_LENGTH;
        } while ((entry & BOTTOM) == 0);
        cursor.tunnel(TunnelType.MPLS, entry >>> 12);
        return payload(cursor);
    }

    private static Undecoded payload(HeaderCursor cursor) {
        if (!cursor.has(1)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int first = cursor.int8(0) >>> 4;
        boolean ethernet = EtherPayload.looksLikeEthernet(cursor, 0);
        return switch (first) {
            case 4 -> ethernet && !isIpv4(cursor) ? EtherPayload.ethernet(cursor) : null;
            case 6 -> ethernet && !isIpv6(cursor) ? EtherPayload.ethernet(cursor) : null;
            case ASSOCIATED_CHANNEL -> ethernet ? EtherPayload.ethernet(cursor) : channel(cursor);
            case 0 -> {
                // A control word starts with 0, but so do many Ethernet addresses.
                boolean bare =
                        ethernet && !EtherPayload.looksLikeEthernet(cursor, CONTROL_WORD_LENGTH);
                if (!bare && cursor.has(CONTROL_WORD_LENGTH)) {
                    cursor.offset += CONTROL_WORD_LENGTH;
                }
                yield EtherPayload.ethernet(cursor);
            }
            default -> EtherPayload.ethernet(cursor);
        };
    }

    /** Returns true if this is an IPv4 header with valid lengths and checksum. */
    private static boolean isIpv4(HeaderCursor cursor) {
        if (!cursor.has(IPV4_LENGTH)) {
            return false;
        }
        int length = (cursor.int8(0) & 0xf) * 4;
        int total = cursor.int16(2);
        return length >= IPV4_LENGTH
                && total >= length
                && total <= cursor.wireLeft()
                && cursor.has(length)
                && checksum(cursor, length) == CHECKSUM_OF_GOOD_HEADER;
    }

    /** The one's complement sum of the 16-bit words of a header (RFC 1071). */
    private static int checksum(HeaderCursor cursor, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += cursor.int16(i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }

    /**
     * Returns true if this is an IPv6 header and its packet fills the frame, except for a frame
     * check sequence. IPv6 has no checksum.
     */
    private static boolean isIpv6(HeaderCursor cursor) {
        int left = cursor.wireLeft() - IPV6_LENGTH - cursor.int16(4);
        return left == 0 || left == FRAME_CHECK_LENGTH;
    }

    private static Undecoded channel(HeaderCursor cursor) {
        return cursor.has(CONTROL_WORD_LENGTH)
                ? cursor.notIp(UnknownType.MPLS_CHANNEL, cursor.int16(2))
                : Undecoded.NOT_IP;
    }
}
