package io.ringflow.capture.packet;

/** The reason why a frame gave no packet. Every such frame is counted under exactly one reason. */
public enum Undecoded {
    /** Neither IPv4 nor IPv6: ARP, LLDP, spanning tree and the like. */
    NOT_IP("not-ip"),
    /** The capture's link type is not supported. */
    LINK_TYPE("link-type"),
    /** The frame ends, or was cut off, inside the link header. */
    SHORT_LINK_HEADER("short-link-header"),
    /** The frame ends, or was cut off, inside the IP header. */
    SHORT_IP_HEADER("short-ip-header"),
    /** The IP header is invalid: version, header length or total length. */
    BAD_IP_HEADER("bad-ip-header"),
    /** More nested headers than the decoder follows. */
    TOO_MANY_HEADERS("too-many-headers"),
    /** The record in the ring or in the file is invalid. */
    BAD_RECORD("bad-record"),
    /** The link header is invalid. */
    BAD_LINK_HEADER("bad-link-header"),
    /** An encrypted frame of a wireless network or of MACsec. */
    ENCRYPTED("encrypted"),
    /** A frame of a wireless network that contains several packets (A-MSDU). */
    AGGREGATED("aggregated");

    /** The number of reasons. */
    public static final int COUNT = values().length;

    private static final Undecoded[] VALUES = values();

    private final String text;

    Undecoded(String text) {
        this.text = text;
    }

    /** The word that users see. */
    public String text() {
        return text;
    }

    /** The reason with an ordinal. */
    public static Undecoded of(int ordinal) {
        return VALUES[ordinal];
    }
}
