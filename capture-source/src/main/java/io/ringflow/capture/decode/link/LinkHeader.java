package io.ringflow.capture.decode.link;

import io.ringflow.capture.decode.header.EtherPayload;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.LlcHeader;
import io.ringflow.capture.decode.header.PppHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;

/**
 * Decodes the link layer of a frame. Like all header decoders, its methods return null if an IP
 * header should follow, and otherwise the reason why there is none. Stateless; any thread.
 */
public final class LinkHeader {

    private static final int SLL_LENGTH = 16;
    private static final int SLL2_LENGTH = 20;
    private static final int NULL_LENGTH = 4;
    private static final int FDDI_LENGTH = 13;

    private LinkHeader() {}

    /** Moves the cursor from the start of the frame to its IP header. */
    public static Undecoded decode(HeaderCursor cursor, int linkType) {
        if (linkType == LinkTypes.ETHERNET) {
            return EtherPayload.ethernet(cursor);
        }
        return switch (linkType) {
            case LinkTypes.RAW,
                    LinkTypes.IPV4,
                    LinkTypes.IPV6,
                    LinkTypes.RAW_BSD,
                    LinkTypes.RAW_OPENBSD ->
                    null;
            case LinkTypes.LINUX_SLL -> cooked(cursor, 14, SLL_LENGTH);
            case LinkTypes.LINUX_SLL2 -> cooked(cursor, 0, SLL2_LENGTH);
            case LinkTypes.NULL, LinkTypes.LOOP -> loopback(cursor);
            case LinkTypes.PPP -> PppHeader.decode(cursor);
            case LinkTypes.PPP_HDLC -> PppHeader.decodeHdlc(cursor);
            case LinkTypes.CISCO_HDLC -> PppHeader.decodeCiscoHdlc(cursor);
            case LinkTypes.FRAME_RELAY -> FrameRelayHeader.decode(cursor);
            case LinkTypes.FDDI -> fddi(cursor);
            case LinkTypes.NFLOG -> NflogHeader.decode(cursor);
            case LinkTypes.IEEE802_11 -> WirelessHeader.decode(cursor);
            case LinkTypes.IEEE802_11_RADIOTAP -> WirelessHeader.decodeRadiotap(cursor);
            case LinkTypes.PPI -> WirelessHeader.decodePerPacketInformation(cursor);
            default -> {
                cursor.unknown(UnknownType.LINK_TYPE, linkType);
                yield Undecoded.LINK_TYPE;
            }
        };
    }

    /** The cooked headers of Linux, which have an ethertype at their end or at their start. */
    private static Undecoded cooked(HeaderCursor cursor, int typeAt, int length) {
        if (!cursor.has(length)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int type = cursor.int16(typeAt);
        cursor.offset += length;
        return EtherPayload.decode(cursor, type);
    }

    /**
     * The address family, in the byte order of the capturing host (NULL) or of the network (LOOP).
     * Its values for IPv6 differ between operating systems.
     */
    private static Undecoded loopback(HeaderCursor cursor) {
        if (!cursor.has(NULL_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int family = cursor.int32(0);
        cursor.offset += NULL_LENGTH;
        int inHostOrder = (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family;
        return switch (inHostOrder) {
            case 2, 10, 24, 28, 30 -> null;
            default -> cursor.notIp(UnknownType.ADDRESS_FAMILY, inHostOrder & 0xffff_ffffL);
        };
    }

    /** FDDI: frame control, two addresses, then LLC if the frame is of kind 5 or 13. */
    private static Undecoded fddi(HeaderCursor cursor) {
        if (!cursor.has(FDDI_LENGTH)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int kind = cursor.int8(0) >>> 4;
        cursor.offset += FDDI_LENGTH;
        return kind == 0x5 || kind == 0xd ? LlcHeader.decode(cursor) : Undecoded.NOT_IP;
    }
}
