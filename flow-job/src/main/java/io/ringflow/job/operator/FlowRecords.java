package io.ringflow.job.operator;

/** Which records of flows the {@link FlowTracker} emits. */
public enum FlowRecords {
    /** None, because nobody reads them: reading a flow from its rows costs time. */
    NONE,
    /** One record per flow, when it ends. */
    ENDS,
    /** Also {@code new} and {@code update} records. */
    ALL
}
