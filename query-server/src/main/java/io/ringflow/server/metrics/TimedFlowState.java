package io.ringflow.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Times each call of a state as {@code ringflow_state_calls_seconds}. The labels are the name of
 * the call and its outcome: {@code ok}, the reason of a {@link StateException}, or {@code error}.
 * The time of a scan includes the time of its receiver. Thread-safe.
 */
final class TimedFlowState implements FlowState {

    private final FlowState state;
    private final MeterRegistry registry;

    TimedFlowState(FlowState state, MeterRegistry registry) {
        this.state = state;
        this.registry = registry;
    }

    @Override
    public Optional<String> savingProblem() {
        return state.savingProblem();
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        return timed("flow", () -> state.flow(id));
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        return timed("flows", () -> state.flows(query));
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        return timed("scan", () -> state.scan(filter, selection, receiver));
    }

    @Override
    public TopAnswer top(TopQuery query) {
        return timed("top", () -> state.top(query));
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        return timed("series", () -> state.series(query));
    }

    @Override
    public FlowStatistics statistics() {
        return timed("statistics", state::statistics);
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        return timed("interfaces", state::interfaces);
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        return timed("gaps", state::gaps);
    }

    @Override
    public JobHealth health() {
        return timed("health", state::health);
    }

    @Override
    public Optional<HistoryStatus> history() {
        return state.history();
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        return timed("subscribe", () -> state.subscribe(filter));
    }

    private <T> T timed(String call, Supplier<T> question) {
        Timer.Sample sample = Timer.start(registry);
        String outcome = "error";
        try {
            T answer = question.get();
            outcome = "ok";
            return answer;
        } catch (StateException e) {
            outcome = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
            throw e;
        } finally {
            sample.stop(timer(call, outcome));
        }
    }

    private Timer timer(String call, String outcome) {
        return Timer.builder("ringflow.state.calls")
                .description("Calls of the job's state, by call and outcome")
                .serviceLevelObjectives(LatencyBuckets.of())
                .tag("call", call)
                .tag("outcome", outcome)
                .register(registry);
    }
}
