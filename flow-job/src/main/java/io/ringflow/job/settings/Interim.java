package io.ringflow.job.settings;

/** Which records of flows that have not ended are emitted. */
public enum Interim {
    /** None. */
    NONE,
    /** {@code update} records, once an hour. */
    HOURLY,
    /** {@code new} records, and {@code update} records at each active timeout. */
    ALL
}
