package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.TunnelType;

/**
 * Tags between an Ethernet header and IP, other than VLAN tags. A tag is followed by the next
 * ethertype, or by a whole Ethernet frame. Stateless; any thread.
 */
final class EtherTags {

    private static final int TYPE_LENGTH = 2;

    /** Cisco's tag of virtual interfaces. */
    private static final int VN_TAG = 0x8926;

    private static final int VN_TAG_LENGTH = 4;

    /** Bridge port extension (IEEE 802.1BR). */
    private static final int E_TAG = 0x893f;

    private static final int E_TAG_LENGTH = 6;

    /** Cisco's timestamp: 48 bits. */
    private static final int TIMESTAMP = 0x8988;

    private static final int TIMESTAMP_LENGTH = 6;

    /** Header of Arista: subtype and version, then a timestamp if the subtype is 1. */
    private static final int ARISTA = 0xd28b;

    private static final int ARISTA_LENGTH = 4;
    private static final int ARISTA_TIMESTAMP = 1;
    private static final int ARISTA_64_BITS = 1;
    private static final int ARISTA_48_BITS = 2;

    /** Redundancy tag (IEEE 802.1CB): reserved, sequence number. */
    private static final int REDUNDANCY = 0xf1c1;

    private static final int REDUNDANCY_LENGTH = 4;

    /** High-availability seamless redundancy (IEC 62439-3): path and size, sequence number. */
    private static final int HSR = 0x892f;

    private static final int HSR_LENGTH = 4;

    /** Cisco's metadata: version, number of options, then the options of four bytes each. */
    private static final int METADATA = 0x8909;

    private static final int METADATA_LENGTH = 2;
    private static final int METADATA_OPTION_LENGTH = 4;

    /** Security tag (IEEE 802.1AE). */
    private static final int MACSEC = 0x88e5;

    private static final int MACSEC_LENGTH = 6;
    private static final int MACSEC_CHANNEL_LENGTH = 8;
    private static final int MACSEC_VERSION = 0x80;
    private static final int MACSEC_HAS_CHANNEL = 0x20;

    /** The payload is encrypted or changed. */
    private static final int MACSEC_HIDDEN = 0x0c;

    private static final int MACSEC_SHORT_LENGTH = 0x3f;

    /** The integrity check value at the end of the frame; the standard's ciphers have no other. */
    private static final int MACSEC_CHECK_LENGTH = 16;

    /** Service instance of provider backbone bridges (IEEE 802.1ah). */
    private static final int BACKBONE = 0x88e7;

    private static final int BACKBONE_LENGTH = 4;
    private static final int BACKBONE_SERVICE = 0xff_ffff;

    /** Cisco FabricPath: forwarding tag and time to live. */
    private static final int FABRIC_PATH = 0x8903;

    private static final int FABRIC_PATH_LENGTH = 2;

    /** RFC 6325. */
    private static final int TRILL = 0x22f3;

    private static final int TRILL_LENGTH = 6;

    /** RFC 8300. */
    private static final int NSH = 0x894f;

    private EtherTags() {}

    /** Returns true if the ethertype is that of a tag. */
    static boolean isKnown(int type) {
        return switch (type) {
            case VN_TAG, E_TAG, TIMESTAMP, ARISTA, REDUNDANCY, HSR, METADATA -> true;
            case MACSEC, BACKBONE, FABRIC_PATH, TRILL, NSH -> true;
            default -> false;
        };
    }

    /** Decodes a tag, and everything between it and the IP header. */
    static Undecoded decode(HeaderCursor cursor, int type) {
        if (!isKnown(type)) {
            return cursor.notIp(UnknownType.ETHERTYPE, type);
        }
        if (!cursor.countHeader()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        return switch (type) {
            case VN_TAG -> beforeType(cursor, VN_TAG_LENGTH);
            case E_TAG -> beforeType(cursor, E_TAG_LENGTH);
            case TIMESTAMP -> beforeType(cursor, TIMESTAMP_LENGTH);
            case ARISTA -> arista(cursor);
            case REDUNDANCY -> beforeType(cursor, REDUNDANCY_LENGTH);
            case HSR -> beforeType(cursor, HSR_LENGTH);
            case METADATA -> metadata(cursor);
            case MACSEC -> macsec(cursor);
            case BACKBONE -> backbone(cursor);
            case FABRIC_PATH -> beforeFrame(cursor, FABRIC_PATH_LENGTH);
            case TRILL -> trill(cursor);
            default -> NshHeader.decode(cursor);
        };
    }

    private static Undecoded beforeType(HeaderCursor cursor, int length) {
        if (!cursor.has(length + TYPE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = cursor.int16(length);
        cursor.offset += length + TYPE_LENGTH;
        return EtherPayload.decode(cursor, type);
    }

    private static Undecoded beforeFrame(HeaderCursor cursor, int length) {
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        cursor.offset += length;
        return EtherPayload.ethernet(cursor);
    }

    private static Undecoded arista(HeaderCursor cursor) {
        if (!cursor.has(ARISTA_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int format = cursor.int16(2) >>> 4 & 0xf;
        boolean known = format == ARISTA_64_BITS || format == ARISTA_48_BITS;
        if (cursor.int16(0) != ARISTA_TIMESTAMP || !known) {
            return cursor.notIp(UnknownType.ETHERTYPE, ARISTA);
        }
        return beforeType(cursor, ARISTA_LENGTH + (format == ARISTA_64_BITS ? 8 : 6));
    }

    private static Undecoded metadata(HeaderCursor cursor) {
        if (!cursor.has(METADATA_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        return beforeType(cursor, METADATA_LENGTH + cursor.int8(1) * METADATA_OPTION_LENGTH);
    }

    /** Flags, length of a short frame, packet number, optional secure channel. */
    private static Undecoded macsec(HeaderCursor cursor) {
        if (!cursor.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = cursor.int8(0);
        if ((flags & MACSEC_VERSION) != 0) {
            return cursor.notIp(UnknownType.ETHERTYPE, MACSEC);
        }
        if ((flags & MACSEC_HIDDEN) != 0) {
            cursor.unknown(UnknownType.ETHERTYPE, MACSEC);
            return Undecoded.ENCRYPTED;
        }
        int length =
                MACSEC_LENGTH + ((flags & MACSEC_HAS_CHANNEL) != 0 ? MACSEC_CHANNEL_LENGTH : 0);
        int shortLength = cursor.int8(1) & MACSEC_SHORT_LENGTH;
        if (shortLength != 0) {
            cursor.limit(length + shortLength);
        }
        Undecoded problem = beforeType(cursor, length);
        if (problem == null && shortLength == 0) {
            removeCheckValue(cursor);
        }
        return problem;
    }

    /**
     * Ends the frame before the integrity check value if the IP header doesn't say itself where the
     * packet ends.
     */
    private static void removeCheckValue(HeaderCursor cursor) {
        if (cursor.has(6)) {
            boolean v6 = cursor.int8(0) >>> 4 == 6;
            int stated = v6 ? IpHeader.IPV6_LENGTH + cursor.int16(4) : cursor.int16(2);
            int left = cursor.wireLeft();
            if (stated == 0 || stated > left) {
                cursor.limit(Math.max(0, left - MACSEC_CHECK_LENGTH));
            }
        }
    }

    private static Undecoded backbone(HeaderCursor cursor) {
        if (!cursor.has(BACKBONE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int service = cursor.int32(0) & BACKBONE_SERVICE;
        return cursor.insideTunnel(
                beforeFrame(cursor, BACKBONE_LENGTH), TunnelType.BACKBONE, service);
    }

    /** Version and length of the options in units of four bytes, then two nicknames. */
    private static Undecoded trill(HeaderCursor cursor) {
        if (!cursor.has(TRILL_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int options = (cursor.int16(0) >>> 6 & 0x1f) * 4;
        return beforeFrame(cursor, TRILL_LENGTH + options);
    }
}
