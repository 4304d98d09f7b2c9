package io.ringflow.model;

/** Why a flow ended (IPFIX {@code flowEndReason}, IE 136); the ordinal is the IPFIX value. */
public enum EndReason {
    /** The flow is still active. */
    NONE("none"),
    IDLE_TIMEOUT("idle-timeout"),
    ACTIVE_TIMEOUT("active-timeout"),
    END_OF_FLOW("end-of-flow"),
    FORCED_END("forced-end"),
    LACK_OF_RESOURCES("lack-of-resources");

    private static final EndReason[] VALUES = values();

    private final String text;

    EndReason(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The reason with this IPFIX value; 0 is {@link #NONE}. */
    public static EndReason of(int value) {
        return VALUES[value];
    }
}
