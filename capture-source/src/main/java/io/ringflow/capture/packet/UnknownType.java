package io.ringflow.capture.packet;

import java.util.Locale;

/**
 * The type of a payload that the decoder doesn't support, as stated by the header before it. Shows
 * users which protocol is missing. Packed into a {@code long}: the kind in the upper 24 bits, the
 * type below.
 */
public enum UnknownType {
    /** Ethertype, of Ethernet or of another header that uses ethertypes. */
    ETHERTYPE("ethertype 0x%04x"),
    /** Logical link control: both service access points. */
    LLC("llc 0x%04x"),
    /** SNAP with types of an organization: the organization (24 bits) and the type (16 bits). */
    SNAP("snap 0x%010x"),
    /** PPP protocol. */
    PPP("ppp 0x%04x"),
    /** Next protocol of NSH or VXLAN-GPE. */
    NSH("nsh %d"),
    /** Message type of the associated channel of MPLS. */
    MPLS_CHANNEL("mpls-channel 0x%04x"),
    /** Address family of NULL, LOOP or NFLOG. */
    ADDRESS_FAMILY("address-family %d"),
    /** Network layer protocol id of Frame Relay. */
    NETWORK_LAYER("nlpid 0x%02x"),
    /** Link type of a capture. */
    LINK_TYPE("link-type %d"),
    /** Type and subtype of a wireless frame that carries no data: its first byte. */
    WIRELESS("802.11 0x%02x");

    /** The type is not known. */
    public static final long NONE = -1;

    /** Stands for all types that exceed the limit of {@link UnknownTypes}. */
    public static final long OTHER = -2;

    private static final int SHIFT = 40;

    private static final UnknownType[] VALUES = values();

    private final String format;

    UnknownType(String format) {
        this.format = format;
    }

    /** Packs a type of this kind. */
    public long pack(long type) {
        return (long) ordinal() << SHIFT | type;
    }

    /** The words that users see, such as {@code ethertype 0x88cc}. */
    public static String text(long packed) {
        if (packed < 0) {
            return "other";
        }
        UnknownType kind = VALUES[(int) (packed >>> SHIFT)];
        return String.format(Locale.ROOT, kind.format, packed & (1L << SHIFT) - 1);
    }
}
