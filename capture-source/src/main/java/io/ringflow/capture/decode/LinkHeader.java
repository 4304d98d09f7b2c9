package io.ringflow.capture.decode;

import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;

/**
 * Takes the link layer off a frame. Like all that takes headers off, its methods give null where an
 * IP header should follow, else why there is none.
 */
final class LinkHeader {

    private static final int SLL_LENGTH = 16;
    private static final int SLL2_LENGTH = 20;
    private static final int NULL_LENGTH = 4;
    private static final int FDDI_LENGTH = 13;

    private LinkHeader() {}

    /** Walks from the frame's begin to its IP header. */
    static Undecoded walk(Walk walk, int linkType) {
        if (linkType == LinkTypes.ETHERNET) {
            return EtherPayload.ethernet(walk);
        }
        return switch (linkType) {
            case LinkTypes.RAW,
                    LinkTypes.IPV4,
                    LinkTypes.IPV6,
                    LinkTypes.RAW_BSD,
                    LinkTypes.RAW_OPENBSD ->
                    null;
            case LinkTypes.LINUX_SLL -> cooked(walk, 14, SLL_LENGTH);
            case LinkTypes.LINUX_SLL2 -> cooked(walk, 0, SLL2_LENGTH);
            case LinkTypes.NULL, LinkTypes.LOOP -> loopback(walk);
            case LinkTypes.PPP -> PppHeader.walk(walk);
            case LinkTypes.PPP_HDLC -> PppHeader.walkHdlc(walk);
            case LinkTypes.CISCO_HDLC -> PppHeader.walkCiscoHdlc(walk);
            case LinkTypes.FRAME_RELAY -> FrameRelayHeader.walk(walk);
            case LinkTypes.FDDI -> fddi(walk);
            case LinkTypes.NFLOG -> NflogHeader.walk(walk);
            case LinkTypes.IEEE802_11 -> WirelessHeader.walk(walk);
            case LinkTypes.IEEE802_11_RADIOTAP -> WirelessHeader.walkRadiotap(walk);
            case LinkTypes.PPI -> WirelessHeader.walkPerPacketInformation(walk);
            default -> {
                walk.unknown(UnknownType.LINK_TYPE, linkType);
                yield Undecoded.LINK_TYPE;
            }
        };
    }

    /** The cooked headers of Linux, which end in an ethertype or have it in front. */
    private static Undecoded cooked(Walk walk, int typeAt, int length) {
        if (!walk.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = walk.int16(typeAt);
        walk.at += length;
        return EtherPayload.walk(walk, type);
    }

    /**
     * The address family in the byte order of the host that captured (NULL) or of the network
     * (LOOP); its values for IPv6 differ between systems.
     */
    private static Undecoded loopback(Walk walk) {
        if (!walk.has(NULL_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int family = walk.int32(0);
        walk.at += NULL_LENGTH;
        int inHostOrder = (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family;
        return switch (inHostOrder) {
            case 2, 10, 24, 28, 30 -> null;
            default -> walk.notIp(UnknownType.ADDRESS_FAMILY, inHostOrder & 0xffff_ffffL);
        };
    }

    /** FDDI: frame control, two addresses, then LLC in frames of the kinds 5 and 13. */
    private static Undecoded fddi(Walk walk) {
        if (!walk.has(FDDI_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int kind = walk.int8(0) >>> 4;
        walk.at += FDDI_LENGTH;
        return kind == 0x5 || kind == 0xd ? LlcHeader.walk(walk) : Undecoded.NOT_IP;
    }
}
