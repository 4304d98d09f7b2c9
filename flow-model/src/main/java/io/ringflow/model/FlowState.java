package io.ringflow.model;

import java.util.List;
import java.util.Optional;

/**
 * The job's live state, as queries see it. Every method may be called by any thread, answers from
 * the state as it stands and never waits for the job; each returned value is an immutable copy.
 */
public interface FlowState {

    /** The flows that a query selects; each shard's part is one consistent point of event time. */
    FlowPage flows(FlowQuery query);

    /** The flow with an id, active or retained. */
    Optional<Flow> flow(FlowId id);

    /** Totals since the job started, and rates of the last seconds. */
    FlowStatistics statistics();

    /** The captures of all hosts, sorted by host and interface. */
    List<InterfaceStatus> interfaces();

    /** The capture losses known, oldest first; at most the newest 1000 of each interface. */
    List<CaptureGap> gaps();

    /** How the job behind the state is doing. */
    JobHealth health();
}
