package io.ringflow.history.query;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.state.series.FlowSeries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A live state for tests, whose flows come and go. */
final class MemoryFlows implements FlowState {

    /** The answer to lists and top lists that are not asked of the history as well. */
    static final FlowPage ANSWER =
            new FlowPage(List.of(), 0, "", new Coverage(1, 1, List.of(), 0, 0));

    final List<Flow> flows = Collections.synchronizedList(new ArrayList<>());

    /** The flows that rollups contain. */
    List<Flow> rolledUp = List.of();

    long knownNanos;
    long watermarkNanos;
    boolean asked;

    @Override
    public Optional<Flow> flow(FlowId id) {
        return flows.stream().filter(flow -> flow.id().equals(id)).findFirst();
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        asked = true;
        return ANSWER;
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        for (Flow flow : List.copyOf(flows)) {
            if (filter.matches(flow)
                    && selection.selects(flow.active())
                    && !receiver.accept(flow)) {
                break;
            }
        }
        return new Coverage(1, 1, List.of(), watermarkNanos, watermarkNanos);
    }

    @Override
    public TopAnswer top(TopQuery query) {
        asked = true;
        return new TopAnswer(
                List.of(),
                new TopAnswer.Entry(List.of(), 0, 0, 0, 0),
                TopAnswer.Basis.WINDOW,
                ANSWER.coverage());
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        asked = true;
        if (query.rollup().isEmpty()) {
            return FlowSeries.of(query, this);
        }
        long end = query.steps().toNanos();
        FlowSeries rollups = new FlowSeries(query, new TimeRange(knownNanos, end), query.keys());
        rolledUp.forEach(rollups::add);
        SeriesAnswer answer = rollups.answer(ANSWER.coverage(), knownNanos);
        return new SeriesAnswer(
                answer.step(),
                answer.fromNanos(),
                answer.series(),
                answer.other(),
                answer.coverage());
    }

    @Override
    public FlowStatistics statistics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        return ListAnswer.whole(List.of());
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        return ListAnswer.whole(List.of());
    }

    @Override
    public JobHealth health() {
        KnownSince known =
                new KnownSince(knownNanos, knownNanos, List.of(knownNanos, knownNanos, knownNanos));
        return new JobHealth(1, 1, watermarkNanos, "", known);
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        throw new UnsupportedOperationException();
    }
}
