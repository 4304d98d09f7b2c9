package io.ringflow.capture;

/** What was odd about packets that were booked all the same; each is counted when it is noticed. */
public enum Anomaly {
    /** A tunnel whose inside is cut off or contradicts itself; the packet is booked around it. */
    TUNNEL_NOT_FOLLOWED("tunnel-not-followed"),
    /** An IP fragment with bytes that another one of its datagram had too. */
    FRAGMENT_OVERLAP("fragment-overlap"),
    /** An IP fragment whose datagram's first one never came; booked without ports. */
    FRAGMENT_ALONE("fragment-alone"),
    /** A TCP connection forgotten for lack of room, so that a retransmission may go unnoticed. */
    CONNECTION_FORGOTTEN("connection-forgotten"),
    /** A stream forgotten for lack of room before its label was whole. */
    LABEL_FORGOTTEN("label-forgotten"),
    /** An IP header that states more bytes than its frame had; only those are counted. */
    LENGTH_BEYOND_FRAME("length-beyond-frame"),
    /** An IPv6 extension header that was cut off; the packet is booked by its addresses. */
    HEADER_CUT("header-cut");

    /** The number of anomalies. */
    public static final int COUNT = values().length;

    private static final Anomaly[] VALUES = values();

    private final String text;

    Anomaly(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The anomaly with an ordinal. */
    public static Anomaly of(int ordinal) {
        return VALUES[ordinal];
    }
}
