package io.ringflow.rpc.client;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.state.series.FlowSeries;
import io.ringflow.model.thread.ServiceLoop;
import io.ringflow.rpc.merge.Answers;
import io.ringflow.rpc.merge.SeriesMerge;
import io.ringflow.rpc.merge.StatisticsMerge;
import io.ringflow.rpc.merge.TopMerge;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.ExportWire;
import io.ringflow.rpc.wire.KnownWire;
import io.ringflow.rpc.wire.LogWire;
import io.ringflow.rpc.wire.ProcessAnswer;
import io.ringflow.rpc.wire.QueryWire;
import io.ringflow.rpc.wire.StatusWire;
import io.ringflow.rpc.wire.v1.FlowStateGrpc.FlowStateBlockingStub;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The state of a job whose tasks run in other processes. Each process answers for its shards; this
 * class adds up their answers and reports in the coverage what the sum lacks. Thread-safe; the
 * owner closes it.
 */
public final class ClusterFlowState implements FlowState, AutoCloseable {

    /** How many times the wanted number of keys each process is asked for at first. */
    private static final int TOP_SURPLUS = 10;

    /** The fewest keys that each process is asked for. */
    private static final int TOP_LEAST = 1000;

    private final Duration timeout;
    private final Duration refresh;
    private final Membership membership;
    private final FanOut fanOut = new FanOut();
    private final FlowPager pager;

    /**
     * Looks for the job's processes once before it returns, then keeps track of them until it is
     * closed.
     *
     * @throws IllegalArgumentException if a file that the settings name is missing or malformed
     */
    public ClusterFlowState(StateClientSettings settings) {
        this.timeout = settings.callTimeout();
        this.refresh = settings.refresh();
        this.membership = new Membership(settings);
        this.pager = new FlowPager(fanOut, this::listFlows, membership::lookAgain);
    }

    private ProcessAnswer<FlowPage> listFlows(StateProcess process, FlowQuery query) {
        return process.ask(timeout, stub -> AnswerWire.from(stub.listFlows(QueryWire.of(query))));
    }

    private <T> Answers<T> ask(Function<FlowStateBlockingStub, ProcessAnswer<T>> question) {
        return checked(
                fanOut.ask(
                        membership.now(),
                        process -> process.ask(timeout, question),
                        membership::lookAgain));
    }

    private <T> Answers<T> checked(Answers<T> answers) {
        if (!answers.coverageWithCaptures().complete()) {
            membership.lackSomething();
        }
        return answers;
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        Optional<StateException> failure = Optional.empty();
        // A process that held the shard at its last greeting may have lost it since.
        for (StateProcess process : holders(id)) {
            try {
                return process.ask(timeout, stub -> AnswerWire.from(stub.getFlow(QueryWire.of(id))))
                        .value();
            } catch (StateException e) {
                failure = Optional.of(e);
            }
        }
        membership.lookAgain();
        throw failure.orElseGet(
                () ->
                        new StateException(
                                Reason.UNAVAILABLE, "no process answers for the flow's shard"));
    }

    /** The processes that claim the flow's shard, the newest claim first. */
    private List<StateProcess> holders(FlowId id) {
        return membership.now().processes().stream()
                .filter(
                        process ->
                                process.part()
                                        .shards()
                                        .get(id.shard(process.part().expectedShards())))
                .sorted(
                        Comparator.comparingLong(
                                        (StateProcess process) -> process.part().claimedMillis())
                                .reversed())
                .toList();
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        return pager.page(query, membership.now());
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        return new ClusterScan(membership.now(), QueryWire.of(filter, selection)).run(receiver);
    }

    @Override
    public TopAnswer top(TopQuery query) {
        int few = Math.min(TopQuery.MAX_LIMIT, Math.max(TOP_LEAST, TOP_SURPLUS * query.limit()));
        TopMerge first = top(query, few);
        if (first.exact()) {
            return first.answer();
        }
        try {
            return top(query, TopQuery.MAX_LIMIT).answer();
        } catch (StateException e) {
            if (e.reason() == Reason.REFUSED) {
                return first.answer(); // its coverage says that it is not exact
            }
            throw e;
        }
    }

    private TopMerge top(TopQuery query, int limit) {
        TopQuery more = query.withLimit(limit);
        Answers<TopAnswer> answers = ask(stub -> AnswerWire.from(stub.top(QueryWire.of(more))));
        return new TopMerge(query, answers, limit);
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        if (query.rollup().isEmpty()) {
            return FlowSeries.of(query, this);
        }
        if (query.keys().isEmpty()
                && query.by().isPresent()
                && membership.now().processes().size() > 1) {
            return seriesOfMost(query);
        }
        return mergedSeries(query);
    }

    /**
     * The largest keys differ from process to process, so this finds the largest of all first and
     * then asks every process for exactly those.
     */
    private SeriesAnswer seriesOfMost(SeriesQuery query) {
        SeriesAnswer candidates = mergedSeries(query.withKeys(List.of(), SeriesQuery.MAX_SERIES));
        List<String> keys =
                candidates.series().stream()
                        .map(SeriesAnswer.Series::key)
                        .limit(query.limit())
                        .toList();
        return keys.isEmpty() ? candidates : mergedSeries(query.withKeys(keys, query.limit()));
    }

    private SeriesAnswer mergedSeries(SeriesQuery query) {
        Answers<SeriesAnswer> answers =
                ask(stub -> AnswerWire.from(stub.series(QueryWire.of(query))));
        return SeriesMerge.of(answers.values(), answers.coverage());
    }

    @Override
    public FlowStatistics statistics() {
        Answers<FlowStatistics> answers =
                ask(
                        stub ->
                                StatusWire.from(
                                        stub.statistics(
                                                Wire.StatisticsRequest.getDefaultInstance())));
        return StatisticsMerge.of(answers.values(), answers.coverageWithCaptures());
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        Answers<List<InterfaceStatus>> answers =
                ask(
                        stub ->
                                StatusWire.from(
                                        stub.interfaces(
                                                Wire.InterfacesRequest.getDefaultInstance())));
        return list(answers, Comparator.comparing(InterfaceStatus::observer));
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        Answers<List<CaptureGap>> answers =
                ask(stub -> StatusWire.from(stub.gaps(Wire.GapsRequest.getDefaultInstance())));
        ListAnswer<CaptureGap> gaps =
                list(answers, Comparator.comparingLong(CaptureGap::startNanos));
        // Another process may have an interface of the same host.
        return gaps.stream().anyMatch(CaptureGap::hostAway)
                ? new ListAnswer<>(
                        CaptureGap.unintended(gaps.elements(), interfaces().elements()),
                        gaps.missing())
                : gaps;
    }

    /** What all processes know about captures, in an order. */
    private static <T> ListAnswer<T> list(Answers<List<T>> answers, Comparator<T> order) {
        return new ListAnswer<>(
                answers.values().stream().flatMap(List::stream).sorted(order).toList(),
                answers.coverageWithCaptures().missing());
    }

    @Override
    public JobHealth health() {
        try {
            Answers<ProcessHealth> answers =
                    checked(
                            fanOut.askAll(
                                    membership.now(),
                                    process -> process.ask(timeout, ClusterFlowState::health),
                                    membership::lookAgain));
            Coverage coverage = answers.coverage();
            return new JobHealth(
                    coverage.shards(),
                    coverage.expectedShards(),
                    coverage.watermarkNanos(),
                    String.join("; ", coverage.missing()),
                    answers.values().stream()
                            .map(ProcessHealth::known)
                            .reduce(KnownSince.UNKNOWN, KnownSince::and),
                    ExportStatus.merged(
                            answers.values().stream()
                                    .flatMap(process -> process.exports().stream())
                                    .toList()),
                    CaptureLogStatus.merged(
                            answers.values().stream()
                                    .flatMap(process -> process.logs().stream())
                                    .toList()),
                    Stream.concat(
                                    ServiceLoop.problems().stream(),
                                    answers.values().stream()
                                            .flatMap(process -> process.problems().stream()))
                            .distinct()
                            .toList());
        } catch (StateException e) {
            return new JobHealth(0, 0, Long.MIN_VALUE, e.getMessage())
                    .withProblems(ServiceLoop.problems());
        }
    }

    /** What one process says about its part of the job. */
    private record ProcessHealth(
            KnownSince known,
            List<ExportStatus> exports,
            List<CaptureLogStatus> logs,
            List<String> problems) {}

    private static ProcessAnswer<ProcessHealth> health(FlowStateBlockingStub stub) {
        Wire.HealthAnswer answer = stub.health(Wire.HealthRequest.getDefaultInstance());
        return new ProcessAnswer<>(
                new ProcessHealth(
                        KnownWire.from(answer.getKnown()),
                        ExportWire.from(answer.getExportsList()),
                        LogWire.from(answer.getLogsList()),
                        answer.getProblemsList()),
                AnswerPart.from(answer.getPart()));
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        if (membership.now().processes().isEmpty()) {
            throw FanOut.noProcess(membership.now());
        }
        return new ClusterSubscription(
                filter, () -> membership.now().processes(), refresh, timeout);
    }

    /** Closes all connections; later calls fail. */
    @Override
    public void close() {
        membership.close();
        fanOut.close();
    }
}
