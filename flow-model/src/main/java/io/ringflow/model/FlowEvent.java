package io.ringflow.model;

/** What a flow record in an export or a stream tells of its flow. */
public enum FlowEvent {
    /** No event: a flow as it stands, in answer to a query. */
    NONE("none"),
    /** The flow's first bucket has been folded. */
    NEW("new"),
    /** The active timeout passed; the flow goes on under the same id. */
    UPDATE("update"),
    /** The flow ended. */
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

    /** The event with an ordinal. */
    public static FlowEvent of(int ordinal) {
        return VALUES[ordinal];
    }
}
