package io.ringflow.capture;

import java.util.Locale;

/**
 * What a frame carried that is not followed: the type that one of its headers states, so that users
 * can say what they miss. Packed into a {@code long}: the kind in the upper 24 bits, the type
 * below.
 */
public enum UnknownType {
    /** Ethernet, and whatever else has its types. */
    ETHERTYPE("ethertype 0x%04x"),
    /** Logical link control: both service access points. */
    LLC("llc 0x%04x"),
    /** SNAP with an organization's own types: the organization, 24 bits, and the type. */
    SNAP("snap 0x%010x"),
    /** PPP's protocols. */
    PPP("ppp 0x%04x"),
    /** Next protocols of NSH and VXLAN-GPE. */
    NSH("nsh %d"),
    /** Messages of MPLS's associated channel. */
    MPLS_CHANNEL("mpls-channel 0x%04x"),
    /** Address families of NULL, LOOP and NFLOG. */
    ADDRESS_FAMILY("address-family %d"),
    /** Network layer ids of Frame Relay. */
    NETWORK_LAYER("nlpid 0x%02x"),
    /** Link types of captures. */
    LINK_TYPE("link-type %d");

    /** No type is known. */
    public static final long NONE = -1;

    /** Frames of types for which there was no room. */
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

    /** The words users see, such as {@code ethertype 0x88cc}. */
    public static String text(long packed) {
        if (packed < 0) {
            return "other";
        }
        UnknownType kind = VALUES[(int) (packed >>> SHIFT)];
        return String.format(Locale.ROOT, kind.format, packed & (1L << SHIFT) - 1);
    }
}
