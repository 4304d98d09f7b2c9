package io.ringflow.model;

/** What decided which endpoint is the initiator; a stronger rule replaces a weaker one. */
public enum InitiatorRule {
    /** Who sent the first packet seen. */
    FIRST_PACKET("first-packet"),
    /** Who sent an ICMP request. */
    ICMP_REQUEST("icmp-request"),
    /** Who did not send the SYN-ACK. */
    SYN_ACK("syn-ack"),
    /** Who sent the SYN. */
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

    /** The rule with an ordinal; higher ordinals are stronger evidence. */
    public static InitiatorRule of(int ordinal) {
        return VALUES[ordinal];
    }
}
