package io.ringflow.capture.packet;

/** What is wrong with packets that are recorded nevertheless. Counted when it is noticed. */
public enum Anomaly {
    /** A tunnel whose payload is cut off or invalid. The outer packet is recorded. */
    TUNNEL_NOT_FOLLOWED("tunnel-not-followed"),
    /** An IP fragment that repeats bytes of another fragment of its datagram. */
    FRAGMENT_OVERLAP("fragment-overlap"),
    /** An IP fragment whose first fragment never arrived. It is recorded without ports. */
    FRAGMENT_ALONE("fragment-alone"),
    /** A TCP connection dropped from a full table, so that a retransmission may go unnoticed. */
    CONNECTION_FORGOTTEN("connection-forgotten"),
    /** A stream dropped from a full table before its label was complete. */
    LABEL_FORGOTTEN("label-forgotten"),
    /** An IP header that states more bytes than its frame had. The bytes of the frame count. */
    LENGTH_BEYOND_FRAME("length-beyond-frame"),
    /** An IPv6 extension header that was cut off. The packet is recorded by its addresses. */
    HEADER_CUT("header-cut"),
    /** The capture's clock was set to another time. Event time continues from where it was. */
    CLOCK_STEP("clock-step"),
    /** A packet without a time, or with one far from those around it. It counts as late. */
    WILD_TIMESTAMP("wild-timestamp"),
    /** A TCP RST that its receiver ignores, because it is outside the window. It ends no flow. */
    RESET_OUTSIDE_WINDOW("reset-outside-window"),
    /** A packet whose flow was found far from its place in a table: somebody knows the hash. */
    LONG_PROBE("long-probe");

    /** The number of anomalies. */
    public static final int COUNT = values().length;

    private static final Anomaly[] VALUES = values();

    private final String text;

    Anomaly(String text) {
        this.text = text;
    }

    /** The word that users see. */
    public String text() {
        return text;
    }

    /** The anomaly with an ordinal. */
    public static Anomaly of(int ordinal) {
        return VALUES[ordinal];
    }
}
