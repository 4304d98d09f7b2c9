package io.ringflow.model.format;

/** Which of Suricata's events are written of a flow. */
public enum EveEvents {
    /** One event with both directions. */
    FLOW,
    /** One event for each direction that has packets, and at least one. */
    NETFLOW,
    /** Those of both kinds. */
    BOTH
}
