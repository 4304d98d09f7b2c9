package io.ringflow.history.query;

import io.ringflow.history.store.HistoryUpdates;
import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.query.FlowQuery.Selection;
import java.util.List;

/**
 * The flows in a job's memory that match a filter, read in one go. A flow is in memory when it is
 * read, or it has been forgotten before, and then history has it. Whatever was read is left out of
 * history by its id, so each flow counts once without a moment that both agree on. Not thread-safe.
 */
final class LiveFlows {

    /** The flows of which the history may have rows from before their end. */
    private static final FlowFilter LASTING =
            FlowFilter.parse("durationMs >= " + HistoryUpdates.LEAST_DURATION.toMillis());

    private final IdSet ids = new IdSet();

    /** The earliest last packet of all flows; history before it needs no check of ids. */
    private long oldestNanos = Long.MAX_VALUE;

    private final FlowState live;

    private Coverage coverage;

    private LiveFlows(FlowState live) {
        this.live = live;
    }

    /**
     * Reads the flows. If the job does not answer, there are none, and the coverage says why.
     *
     * @param receiver takes each flow; may end the reading
     */
    static LiveFlows read(
            FlowState live, FlowFilter filter, Selection selection, FlowReceiver receiver) {
        LiveFlows flows = new LiveFlows(live);
        try {
            flows.coverage =
                    live.scan(
                            filter,
                            selection,
                            flow -> {
                                flows.add(flow);
                                return receiver.accept(flow);
                            });
        } catch (StateException e) {
            if (e.reason() != StateException.Reason.UNAVAILABLE || flows.ids.size() > 0) {
                throw e;
            }
            flows.coverage =
                    new Coverage(0, 0, List.of(e.getMessage()), Long.MIN_VALUE, Long.MIN_VALUE);
        }
        return flows;
    }

    private void add(Flow flow) {
        ids.add(flow.id());
        oldestNanos = Math.min(oldestNanos, flow.lastNanos());
    }

    /** The ids of all flows read. */
    IdSet ids() {
        return ids;
    }

    /**
     * The ids of all flows in memory that are old enough for the history to have rows of them from
     * before their end, whatever the filter; empty if the job does not answer.
     */
    IdSet lasting() {
        IdSet lasting = new IdSet();
        try {
            live.scan(
                    LASTING,
                    Selection.ALL,
                    flow -> {
                        lasting.add(flow.id());
                        return true;
                    });
        } catch (StateException e) {
            if (e.reason() != StateException.Reason.UNAVAILABLE) {
                throw e;
            }
        }
        return lasting;
    }

    long oldestNanos() {
        return oldestNanos;
    }

    /** Which part of the job answered. */
    Coverage coverage() {
        return coverage;
    }
}
