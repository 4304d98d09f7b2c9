package io.ringflow.job.settings;

/** Which records of flows the job emits, each value all those before it too. */
public enum FlowRecords {
    /** None, because nobody reads them: reading a flow from its rows costs time. */
    NONE,
    /** One record per flow, when it ends. */
    ENDS,
    /** Also {@code update} records, once an hour. */
    HOURLY,
    /** Also {@code new} records, and {@code update} records at each active timeout. */
    ALL
}
