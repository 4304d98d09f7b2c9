package io.ringflow.capture.decode.link;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.LlcHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/**
 * Data frames of wireless networks (IEEE 802.11), and the headers that captures put before them:
 * radiotap and per-packet information (PPI), which are little-endian. Stateless; any thread.
 */
final class WirelessHeader {

    /** Frame control, duration, three addresses, sequence control. */
    private static final int LENGTH = 24;

    private static final int ADDRESS_LENGTH = 6;
    private static final int QOS_LENGTH = 2;
    private static final int HT_CONTROL_LENGTH = 4;

    private static final int TYPE_DATA = 2;
    private static final int SUBTYPE_NO_DATA = 0x4;
    private static final int SUBTYPE_QOS = 0x8;

    private static final int BETWEEN_ACCESS_POINTS = 0x03;
    private static final int PROTECTED = 0x40;
    private static final int ORDER = 0x80;

    private static final int QOS_AGGREGATED = 0x80;

    private static final int TAP_LENGTH = 8;
    private static final int TAP_TIME = 1;
    private static final int TAP_FLAGS = 1 << 1;
    private static final int TAP_MORE = 1 << 31;
    private static final int TAP_FLAG_PADDED = 0x20;

    private WirelessHeader() {}

    /** Decodes the header of a data frame. */
    static Undecoded decode(HeaderCursor cursor) {
        return decode(cursor, false);
    }

    private static Undecoded decode(HeaderCursor cursor, boolean padded) {
        if (!cursor.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int control = cursor.int8(0);
        int flags = cursor.int8(1);
        int subtype = control >>> 4;
        // The lowest bits are the version, 0.
        if ((control & 0xf) != TYPE_DATA << 2 || (subtype & SUBTYPE_NO_DATA) != 0) {
            return cursor.notIp(UnknownType.WIRELESS, control);
        }
        int length = LENGTH;
        if ((flags & BETWEEN_ACCESS_POINTS) == BETWEEN_ACCESS_POINTS) {
            length += ADDRESS_LENGTH;
        }
        int qosAt = length;
        boolean qos = (subtype & SUBTYPE_QOS) != 0;
        if (qos) {
            length += QOS_LENGTH + ((flags & ORDER) != 0 ? HT_CONTROL_LENGTH : 0);
        }
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        if ((flags & PROTECTED) != 0) {
            return Undecoded.ENCRYPTED;
        }
        if (qos && (cursor.int8(qosAt) & QOS_AGGREGATED) != 0) {
            return Undecoded.AGGREGATED;
        }
        if ((cursor.int8(22) & 0xf) != 0) {
            // A later fragment, which contains no header.
            return Undecoded.NOT_IP;
        }
        cursor.offset += padded ? length + 3 & ~3 : length;
        return LlcHeader.decode(cursor);
    }

    /** Decodes a radiotap header and the header of the frame. */
    static Undecoded decodeRadiotap(HeaderCursor cursor) {
        if (!cursor.has(TAP_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int length = cursor.int16LittleEndian(2);
        if (cursor.int8(0) != 0 || length < TAP_LENGTH) {
            return Undecoded.BAD_LINK_HEADER;
        }
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        boolean padded = (radiotapFlags(cursor, length) & TAP_FLAG_PADDED) != 0;
        cursor.offset += length;
        return decode(cursor, padded);
    }

    /** Returns the flags field, which follows the presence words and the optional time. */
    private static int radiotapFlags(HeaderCursor cursor, int length) {
        int present = cursor.int32LittleEndian(4);
        if ((present & TAP_FLAGS) == 0) {
            return 0;
        }
        int at = TAP_LENGTH;
        for (int word = present; (word & TAP_MORE) != 0 && at + 4 <= length; at += 4) {
            word = cursor.int32LittleEndian(at);
        }
        if ((present & TAP_TIME) != 0) {
            at = (at + 7 & ~7) + 8;
        }
        return at < length ? cursor.int8(at) : 0;
    }

    /** Decodes a PPI header and the header of the link type that it names. */
    static Undecoded decodePerPacketInformation(HeaderCursor cursor) {
        if (!cursor.has(TAP_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int length = cursor.int16LittleEndian(2);
        int linkType = cursor.int32LittleEndian(4);
        if (cursor.int8(0) != 0 || length < TAP_LENGTH || linkType == LinkTypes.PPI) {
            return Undecoded.BAD_LINK_HEADER;
        }
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        cursor.offset += length;
        return LinkHeader.decode(cursor, linkType);
    }
}
