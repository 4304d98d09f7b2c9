package io.ringflow.model;

/** What a flow record in an export or a stream reports. */
public enum FlowEvent {
    /** No event: the flow as it stands, in the answer to a query. */
    NONE("none"),
    /** The flow's first bucket has been folded. */
    NEW("new"),
    /** The active timeout has passed; the flow continues with the same id. */
    UPDATE("update"),
    /** The flow has ended. */
    END("end");

    private static final FlowEvent[] VALUES = values();

    private final String text;

    FlowEvent(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The event with this ordinal. */
    public static FlowEvent of(int ordinal) {
        return VALUES[ordinal];
    }
}
