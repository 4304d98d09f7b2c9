package io.ringflow.model.state;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import java.util.Optional;

/**
 * The job's live state, as queries see it. Thread-safe. Methods answer from the current state,
 * never wait for the job, and return immutable copies. Interrupting the calling thread cancels the
 * query.
 *
 * <p>Methods throw {@link StateException} if there is no answer.
 */
public interface FlowState {

    /**
     * The flow with this id, active or retained.
     *
     * @throws StateException also if the part of the state that would hold the flow is missing
     */
    Optional<Flow> flow(FlowId id);

    /**
     * One page of the flows that a query selects. A listing from page to page returns no flow twice
     * and omits no flow that matches throughout.
     */
    FlowPage flows(FlowQuery query);

    /**
     * All flows that match, in no particular order. The flows of one shard are of one moment.
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

    /** The captures of all hosts, as far as they answer, sorted by host and interface. */
    ListAnswer<InterfaceStatus> interfaces();

    /** The known capture losses, oldest first; at most the newest 1000 of each interface. */
    ListAnswer<CaptureGap> gaps();

    /** How the job behind the state is doing; never throws. */
    JobHealth health();

    /** The history that is read beside the job's memory; empty if there is none. */
    default Optional<HistoryStatus> history() {
        return Optional.empty();
    }

    /** Why the job's state can't be saved at the moment, for people; never throws. */
    default Optional<String> savingProblem() {
        return Optional.empty();
    }

    /** Changed flows that match a filter, from now until the subscription is closed. */
    Subscription subscribe(FlowFilter filter);
}
