package io.ringflow.model;

/** How the initiator was determined; a stronger rule replaces a weaker one. */
public enum InitiatorRule {
    /** It sent the first packet seen. */
    FIRST_PACKET("first-packet"),
    /** It sent an ICMP request. */
    ICMP_REQUEST("icmp-request"),
    /** The other endpoint sent a SYN-ACK. */
    SYN_ACK("syn-ack"),
    /** It sent a SYN. */
    SYN("syn");

    private static final InitiatorRule[] VALUES = values();

    private final String text;

    InitiatorRule(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The rule with this ordinal; a higher ordinal is stronger evidence. */
    public static InitiatorRule of(int ordinal) {
        return VALUES[ordinal];
    }
}
