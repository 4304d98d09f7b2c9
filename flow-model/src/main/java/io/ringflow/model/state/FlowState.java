package io.ringflow.model.state;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import java.util.List;
import java.util.Optional;

/**
 * The job's live state, as queries see it. Every method may be called by any thread, answers from
 * the state as it stands and never waits for the job; each returned value is an immutable copy. An
 * interrupt of the calling thread cancels the query.
 *
 * <p>All of them throw {@link StateException} where there is no answer.
 */
public interface FlowState {

    /**
     * The flow with an id, active or retained.
     *
     * @throws StateException also where the part of the state is missing that would know
     */
    Optional<Flow> flow(FlowId id);

    /**
     * One page of the flows that a query selects. Walking from page to page returns no flow twice
     * and leaves out none that matches all the while.
     */
    FlowPage flows(FlowQuery query);

    /**
     * All flows that match, in no order, however many; each shard's part is of one moment.
     *
     * @param receiver takes the flows in the calling thread; may be slow
     */
    Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver);

    /** The keys with most traffic. */
    TopAnswer top(TopQuery query);

    /** Traffic over time. */
    SeriesAnswer series(SeriesQuery query);

    /** Totals since the job started, and rates of the last seconds. */
    FlowStatistics statistics();

    /** The captures of all hosts, sorted by host and interface. */
    List<InterfaceStatus> interfaces();

    /** The capture losses known, oldest first; at most the newest 1000 of each interface. */
    List<CaptureGap> gaps();

    /** How the job behind the state is doing; never throws. */
    JobHealth health();

    /** Changed flows that match a filter, from now on until it is closed. */
    Subscription subscribe(FlowFilter filter);
}
