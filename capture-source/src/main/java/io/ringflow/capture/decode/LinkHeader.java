package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBits;
import io.ringflow.capture.Undecoded;
import java.nio.ByteBuffer;

/**
 * Walks the link layer to the IP header: Ethernet with its VLAN tags (IEEE 802.1Q), the Linux
 * cooked headers, the BSD loopback headers. One instance a thread; its results stand in its fields.
 */
final class LinkHeader {

    /** Headers that are followed at most, tags included. */
    static final int MAX_HEADERS = 8;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_QINQ = 0x88a8;
    private static final int ETHERTYPE_QINQ_OLD = 0x9100;

    private static final int ETHERNET_LENGTH = 14;
    private static final int SLL_LENGTH = 16;
    private static final int SLL2_LENGTH = 20;
    private static final int NULL_LENGTH = 4;
    private static final int TAG_LENGTH = 4;

    /** Where the IP header begins, from the frame's begin. */
    int length;

    /** The outermost tag as {@link PacketBits} has it, 0 without one. */
    int vlan;

    /**
     * Finds the IP header of a frame.
     *
     * @return null where there is one, else why not
     */
    Undecoded walk(ByteBuffer buffer, int offset, int captured, int linkType) {
        return switch (linkType) {
            case LinkTypes.ETHERNET -> etherTyped(buffer, offset, captured, 12, ETHERNET_LENGTH);
            case LinkTypes.LINUX_SLL -> etherTyped(buffer, offset, captured, 14, SLL_LENGTH);
            case LinkTypes.LINUX_SLL2 -> etherTyped(buffer, offset, captured, 0, SLL2_LENGTH);
            case LinkTypes.NULL, LinkTypes.LOOP -> loopback(buffer, offset, captured);
            case LinkTypes.RAW,
                    LinkTypes.IPV4,
                    LinkTypes.IPV6,
                    LinkTypes.RAW_BSD,
                    LinkTypes.RAW_OPENBSD -> {
                length = 0;
                yield null;
            }
            default -> Undecoded.LINK_TYPE;
        };
    }

    private Undecoded etherTyped(
            ByteBuffer buffer, int offset, int captured, int typeAt, int headerLength) {
        if (captured < headerLength) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        length = headerLength;
        int type = buffer.getShort(offset + typeAt) & 0xffff;
        if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6) {
            return null;
        }
        return tagged(buffer, offset, captured, type);
    }

    private Undecoded tagged(ByteBuffer buffer, int offset, int captured, int firstType) {
        int type = firstType;
        for (int headers = 0; headers <= MAX_HEADERS; headers++) {
            switch (type) {
                case ETHERTYPE_IPV4, ETHERTYPE_IPV6 -> {
                    return null;
                }
                case ETHERTYPE_VLAN, ETHERTYPE_QINQ, ETHERTYPE_QINQ_OLD -> {
                    if (captured < length + TAG_LENGTH) {
                        return Undecoded.SHORT_LINK_HEADER;
                    }
                    tag(buffer.getShort(offset + length) & 0xffff);
                    type = buffer.getShort(offset + length + 2) & 0xffff;
                    length += TAG_LENGTH;
                }
                default -> {
                    return Undecoded.NOT_IP;
                }
            }
        }
        return Undecoded.TOO_MANY_HEADERS;
    }

    /** Takes a tag's control information; the outermost one counts. */
    void tag(int tci) {
        if (vlan == 0) {
            vlan = PacketBits.VLAN_PRESENT | (tci & 0xfff);
        }
    }

    /**
     * The address family in the byte order of the host that captured (NULL) or of the network
     * (LOOP); its values for IPv6 differ between systems.
     */
    private Undecoded loopback(ByteBuffer buffer, int offset, int captured) {
        if (captured < NULL_LENGTH) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        length = NULL_LENGTH;
        int family = buffer.getInt(offset);
        int inHostOrder = (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family;
        return switch (inHostOrder) {
            case 2, 10, 24, 28, 30 -> null;
            default -> Undecoded.NOT_IP;
        };
    }
}
