package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;
import io.ringflow.model.TunnelType;

/**
 * Tags other than those of VLANs between an Ethernet header and IP. After a tag comes the next
 * ethertype, or a whole Ethernet frame.
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

    /** Encrypted, or changed in another way. */
    private static final int MACSEC_HIDDEN = 0x0c;

    private static final int MACSEC_SHORT_LENGTH = 0x3f;

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

    /** Returns true if the ethertype is a tag's. */
    static boolean isKnown(int type) {
        return switch (type) {
            case VN_TAG, E_TAG, TIMESTAMP, HSR, METADATA -> true;
            case MACSEC, BACKBONE, FABRIC_PATH, TRILL, NSH -> true;
            default -> false;
        };
    }

    /** Takes a tag off, and what is between it and the IP header. */
    static Undecoded walk(Walk walk, int type) {
        if (!isKnown(type)) {
            return walk.notIp(UnknownType.ETHERTYPE, type);
        }
        if (!walk.another()) {
            return Undecoded.TOO_MANY_HEADERS;
        }
        return switch (type) {
            case VN_TAG -> beforeType(walk, VN_TAG_LENGTH);
            case E_TAG -> beforeType(walk, E_TAG_LENGTH);
            case TIMESTAMP -> beforeType(walk, TIMESTAMP_LENGTH);
            case HSR -> beforeType(walk, HSR_LENGTH);
            case METADATA -> metadata(walk);
            case MACSEC -> macsec(walk);
            case BACKBONE -> backbone(walk);
            case FABRIC_PATH -> beforeFrame(walk, FABRIC_PATH_LENGTH);
            case TRILL -> trill(walk);
            default -> NshHeader.walk(walk);
        };
    }

    private static Undecoded beforeType(Walk walk, int length) {
        if (!walk.has(length + TYPE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = walk.int16(length);
        walk.at += length + TYPE_LENGTH;
        return EtherPayload.walk(walk, type);
    }

    private static Undecoded beforeFrame(Walk walk, int length) {
        if (!walk.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        walk.at += length;
        return EtherPayload.ethernet(walk);
    }

    private static Undecoded metadata(Walk walk) {
        if (!walk.has(METADATA_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        return beforeType(walk, METADATA_LENGTH + walk.int8(1) * METADATA_OPTION_LENGTH);
    }

    /** Flags, length of a short frame, packet number, and often the secure channel. */
    private static Undecoded macsec(Walk walk) {
        if (!walk.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int flags = walk.int8(0);
        if ((flags & MACSEC_VERSION) != 0) {
            return walk.notIp(UnknownType.ETHERTYPE, MACSEC);
        }
        if ((flags & MACSEC_HIDDEN) != 0) {
            walk.unknown(UnknownType.ETHERTYPE, MACSEC);
            return Undecoded.ENCRYPTED;
        }
        int length =
                MACSEC_LENGTH + ((flags & MACSEC_HAS_CHANNEL) != 0 ? MACSEC_CHANNEL_LENGTH : 0);
        int shortLength = walk.int8(1) & MACSEC_SHORT_LENGTH;
        if (shortLength != 0) {
            walk.limit(length + shortLength);
        }
        return beforeType(walk, length);
    }

    private static Undecoded backbone(Walk walk) {
        if (!walk.has(BACKBONE_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int service = walk.int32(0) & BACKBONE_SERVICE;
        return Tunnels.inside(
                walk, beforeFrame(walk, BACKBONE_LENGTH), TunnelType.BACKBONE, service);
    }

    /** Version and length of the options in units of four bytes, then two nicknames. */
    private static Undecoded trill(Walk walk) {
        if (!walk.has(TRILL_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int options = (walk.int16(0) >>> 6 & 0x1f) * 4;
        return beforeFrame(walk, TRILL_LENGTH + options);
    }
}
