package io.ringflow.job.query;

import io.ringflow.capture.host.HostName;
import io.ringflow.capture.live.LiveCaptures;
import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.export.queue.ExportDirectory;
import io.ringflow.job.publish.PublishedShard;
import io.ringflow.job.publish.StateDirectory;
import io.ringflow.job.rollup.answer.RollupAnswers;
import io.ringflow.job.track.FlowShard;
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
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.state.series.FlowSeries;
import io.ringflow.model.thread.ServiceLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;

/**
 * Answers queries from the state that a job's tasks have published in this process. Thread-safe; a
 * query takes the lock of each shard once and briefly.
 */
public final class LocalFlowState implements FlowState {

    /** Maximum duration of a query. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** Maximum duration of a scan, which lasts as long as its receiver needs. */
    private static final Duration SCAN_DEADLINE = Duration.ofMinutes(10);

    private final JobID job;
    private final Supplier<Optional<String>> savingProblem;
    private final QueryPool pool = QueryPool.ofProcessors();
    private final PageSessions sessions = new PageSessions();
    private final TopFlows topFlows = new TopFlows();

    /** The state of a job. */
    public LocalFlowState(JobID job) {
        this(job, Optional::empty);
    }

    /**
     * The state of a job.
     *
     * @param savingProblem returns why the state can't be saved at the moment; thread-safe
     */
    public LocalFlowState(JobID job, Supplier<Optional<String>> savingProblem) {
        this.job = job;
        this.savingProblem = savingProblem;
    }

    @Override
    public Optional<String> savingProblem() {
        return savingProblem.get();
    }

    private StateDirectory directory() {
        return StateDirectory.of(job).orElseThrow(LocalFlowState::noTask);
    }

    private static StateException noTask() {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "no task of the job is running; the job is starting, recovering or has ended");
    }

    private ShardReads reads(Duration deadline) {
        return new ShardReads(directory(), new QueryStop(deadline));
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        return SortedFlows.page(query, reads(DEADLINE), pool, sessions);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        StateDirectory directory = directory();
        int number = id.shard(directory.shardCount());
        PublishedShard published = directory.shard(number);
        if (published == null) {
            throw noAnswer(number);
        }
        FlowShard shard = published.shard();
        if (shard == null) {
            return Optional.empty();
        }
        shard.lock().lock();
        try {
            FlowShard current = shard.current();
            if (current.isReleased()) {
                throw noAnswer(number);
            }
            return current.flow(id);
        } finally {
            shard.lock().unlock();
        }
    }

    private static StateException noAnswer(int shard) {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "shard " + shard + ", which would have the flow, does not answer now");
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        ShardReads reads = reads(SCAN_DEADLINE);
        FlowScan scan = new FlowScan(filter, selection, receiver);
        reads.oneByOne(scan, FlowScan::copy, scan::send);
        return reads.coverage();
    }

    @Override
    public TopAnswer top(TopQuery query) {
        RollupAnswers rollups = rollups();
        Optional<Dimension> dimension =
                query.by().size() == 1
                        ? Dimension.named(query.by().get(0).text())
                        : Optional.empty();
        if (dimension.isPresent()
                && query.window().isPresent()
                && query.filter().equals(FlowFilter.ALL)
                && rollups.available()) {
            return rollups.top(dimension.get(), query);
        }
        long until = query.untilNanos().orElse(directory().watermarkNanos());
        long since =
                query.window()
                        .filter(window -> until != Long.MIN_VALUE)
                        .map(window -> until - window.toNanos())
                        .orElse(Long.MIN_VALUE);
        return topFlows.answer(query, since, reads(DEADLINE), pool);
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        return StateDirectory.subscribe(job, filter).orElseThrow(LocalFlowState::noTask);
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        if (query.rollup().isEmpty()) {
            return FlowSeries.of(query, this);
        }
        RollupAnswers rollups = rollups();
        if (!rollups.available() && !othersHoldShards()) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE, "no part of the rollups is available now");
        }
        return rollups.series(query, gaps().elements());
    }

    /** Returns true if other processes hold shards, and thus may hold all of the rollups. */
    private boolean othersHoldShards() {
        int here = directory().answeringShards();
        return here > 0 && here < directory().shardCount();
    }

    private RollupAnswers rollups() {
        return new RollupAnswers(directory().rollups());
    }

    @Override
    public FlowStatistics statistics() {
        long latePackets = captures().stream().mapToLong(CaptureTotals::latePackets).sum();
        return ShardStatistics.answer(reads(DEADLINE), latePackets, rollups().percentiles());
    }

    private List<CaptureTotals> captures() {
        return StateDirectory.of(job)
                .map(directory -> List.copyOf(directory.captures()))
                .orElse(List.of());
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        ClockOffsets clocks =
                StateDirectory.of(job).isPresent() ? clockOffsets() : new ClockOffsets();
        return ListAnswer.whole(
                captures().stream()
                        .map(CaptureTotals::status)
                        .map(
                                status ->
                                        status.withClockSkew(
                                                clocks.aheadNanos(status.observer().host())))
                        .sorted(Comparator.comparing(InterfaceStatus::observer))
                        .toList());
    }

    /** From the flows of this process, which in a cluster are a part, but a sufficient sample. */
    private ClockOffsets clockOffsets() {
        ClockOffsets clocks = new ClockOffsets();
        reads(DEADLINE)
                .oneByOne(
                        clocks,
                        (result, shard) ->
                                shard.clockSkews().forEach(shard.observers(), result::add));
        return clocks;
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        List<CaptureTotals> captures = captures();
        long complete = StateDirectory.of(job).map(StateDirectory::watermarkNanos).orElse(0L);
        List<CaptureGap> gaps =
                captures.stream()
                        .flatMap(
                                totals ->
                                        Stream.concat(
                                                totals.gaps().stream(),
                                                totals.lastingLoss(complete).stream()))
                        .sorted(Comparator.comparingLong(CaptureGap::startNanos))
                        .toList();
        return ListAnswer.whole(
                CaptureGap.unintended(gaps, captures.stream().map(CaptureTotals::status).toList()));
    }

    private static KnownSince known(StateDirectory directory) {
        long forgotten = Long.MIN_VALUE;
        for (int number = 0; number < directory.shardCount(); number++) {
            PublishedShard published = directory.shard(number);
            if (published != null && published.shard() != null) {
                forgotten = Math.max(forgotten, published.shard().current().forgottenNanos());
            }
        }
        KnownSince rollups = new RollupAnswers(directory.rollups()).known();
        return new KnownSince(rollups.startNanos(), forgotten, rollups.rollupsNanos());
    }

    private static String restarting(StateDirectory directory) {
        int kept = directory.keptShards();
        return kept == 0
                ? ""
                : Coverage.restarting(kept, directory.shardCount(), directory.watermarkNanos());
    }

    private static List<String> problems() {
        return ServiceLoop.problems().stream()
                .map(problem -> HostName.get() + ": " + problem)
                .toList();
    }

    @Override
    public JobHealth health() {
        return StateDirectory.of(job)
                .map(
                        directory ->
                                new JobHealth(
                                        directory.answeringShards(),
                                        directory.shardCount(),
                                        directory.watermarkNanos(),
                                        restarting(directory),
                                        known(directory),
                                        ExportDirectory.of(job),
                                        LiveCaptures.logs(job.toString()),
                                        List.of()))
                .orElse(new JobHealth(0, 0, Long.MIN_VALUE, "no task of the job is running"))
                .withProblems(problems());
    }
}
