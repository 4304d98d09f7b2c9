package io.ringflow.job.query;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.job.rollup.RollupAnswers;
import io.ringflow.job.track.FlowShard;
import io.ringflow.job.track.ShardTotals;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.Dimension;
import io.ringflow.model.state.FlowPage;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.FlowStatistics;
import io.ringflow.model.state.InterfaceStatus;
import io.ringflow.model.state.JobHealth;
import io.ringflow.model.state.SeriesAnswer;
import io.ringflow.model.state.SeriesQuery;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.model.state.TopQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/**
 * Answers queries from the state of a job whose tasks run in this process. Thread-safe; a query
 * takes each shard's lock once and briefly.
 */
public final class LocalFlowState implements FlowState {

    private static final long SILENCE_NANOS = 3_000_000_000L;

    /** How long a query may take. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** A scan lasts as long as its receiver does. */
    private static final Duration SCAN_DEADLINE = Duration.ofMinutes(10);

    private final JobID job;
    private final QueryPool pool = QueryPool.ofProcessors();
    private final Walks walks = new Walks();
    private final TopFlows topFlows = new TopFlows();

    /** The state of a job. */
    public LocalFlowState(JobID job) {
        this.job = job;
    }

    private StateDirectory directory() {
        StateDirectory directory = StateDirectory.of(job);
        if (directory == null) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE,
                    "no task of the job runs; it is starting, recovering or has ended");
        }
        return directory;
    }

    private ShardReads reads(Duration deadline) {
        return new ShardReads(directory(), new QueryStop(deadline));
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        return FlowListing.page(query, reads(DEADLINE), pool, walks);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        StateDirectory directory = directory();
        int number = FragmentLayout.shard((long) id.keyHash() << 32, directory.shardCount());
        PublishedShard published = directory.shard(number);
        if (published == null) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE,
                    "shard " + number + ", which would have the flow, does not answer now");
        }
        FlowShard shard = published.shard();
        if (shard == null) {
            return Optional.empty();
        }
        shard.lock().lock();
        try {
            return shard.flow(id);
        } finally {
            shard.lock().unlock();
        }
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        ShardReads reads = reads(SCAN_DEADLINE);
        FlowScan scan = new FlowScan(filter, selection, receiver);
        reads.oneByOne(scan, FlowScan::copy, scan::handOut);
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
            return rollups.top(
                    dimension.get(), query.metric(), query.window().get(), query.limit());
        }
        long watermark = directory().watermarkNanos();
        long since =
                query.window()
                        .filter(window -> watermark != Long.MIN_VALUE)
                        .map(window -> watermark - window.toNanos())
                        .orElse(Long.MIN_VALUE);
        return topFlows.answer(query, since, reads(DEADLINE), pool);
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        return directory().changes().subscribe(filter);
    }

    private record ShardSummary(ShardTotals totals, int openFlows, int retainedFlows) {

        static ShardSummary of(FlowShard shard) {
            return new ShardSummary(
                    shard.totals().copy(), shard.openFlows(), shard.retainedFlows());
        }
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        RollupAnswers rollups = rollups();
        if (!rollups.available()) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE, "no part of the rollups can be reached");
        }
        return rollups.series(query, gaps());
    }

    /** The closed windows that answer now. */
    private RollupAnswers rollups() {
        return new RollupAnswers(directory().rollups());
    }

    @Override
    public FlowStatistics statistics() {
        ShardReads reads = reads(DEADLINE);
        List<ShardSummary> all = new ArrayList<>();
        reads.oneByOne(
                all, (gathered, shard) -> gathered.add(ShardSummary.of(shard)), () -> true);
        Coverage coverage = reads.coverage();
        long folded = all.stream().mapToLong(s -> s.totals().bucketNanos).max().orElse(0);
        // When event time has gone on without packets, the bucket folded last is not the newest.
        long newest = Math.max(folded, coverage.newestNanos() - SILENCE_NANOS);
        List<ShardSummary> now =
                all.stream().filter(s -> s.totals().bucketNanos == newest).toList();
        long[] ended = new long[EndReason.values().length];
        for (ShardSummary shard : all) {
            Arrays.setAll(ended, reason -> ended[reason] + shard.totals().ended[reason]);
        }
        RollupAnswers.TrafficPercentiles percentiles = rollups().percentiles();
        return new FlowStatistics(
                all.stream().mapToLong(s -> s.totals().packets).sum(),
                all.stream().mapToLong(s -> s.totals().bytes).sum(),
                all.stream().mapToLong(s -> s.totals().flows).sum(),
                Arrays.stream(ended).boxed().toList(),
                all.stream().mapToLong(ShardSummary::openFlows).sum(),
                all.stream().mapToLong(ShardSummary::retainedFlows).sum(),
                all.stream().mapToLong(s -> s.openFlows() + s.retainedFlows()).max().orElse(0),
                captures().stream().mapToLong(CaptureTotals::latePackets).sum(),
                now.stream().mapToLong(s -> s.totals().bucketPackets).sum(),
                now.stream().mapToLong(s -> s.totals().bucketBytes).sum() * 8.0,
                now.stream().mapToLong(s -> s.totals().bucketFlows).sum(),
                percentiles.packetBytes(),
                percentiles.flowBytes(),
                percentiles.flowDurationMs(),
                coverage);
    }

    private List<CaptureTotals> captures() {
        StateDirectory directory = StateDirectory.of(job);
        return directory == null ? List.of() : List.copyOf(directory.captures());
    }

    @Override
    public List<InterfaceStatus> interfaces() {
        ClockOffsets clocks = StateDirectory.of(job) == null ? new ClockOffsets() : clocks();
        return captures().stream()
                .map(CaptureTotals::status)
                .map(each -> each.withClockSkew(clocks.aheadNanos(each.observer().host())))
                .sorted(Comparator.comparing(InterfaceStatus::observer))
                .toList();
    }

    /** By the flows that lie in this process: in a cluster a part of all, and any part will do. */
    private ClockOffsets clocks() {
        ClockOffsets clocks = new ClockOffsets();
        reads(DEADLINE)
                .oneByOne(
                        clocks,
                        (gathered, shard) ->
                                shard.clockSkews().forEach(shard.observers(), gathered::add),
                        () -> true);
        return clocks;
    }

    @Override
    public List<CaptureGap> gaps() {
        return captures().stream()
                .flatMap(totals -> totals.gaps().stream())
                .sorted(Comparator.comparingLong(CaptureGap::startNanos))
                .toList();
    }

    @Override
    public JobHealth health() {
        StateDirectory directory = StateDirectory.of(job);
        if (directory == null) {
            return new JobHealth(0, 0, Long.MIN_VALUE, "no task of the job runs");
        }
        return new JobHealth(
                directory.answering(), directory.shardCount(), directory.watermarkNanos(), "");
    }
}
