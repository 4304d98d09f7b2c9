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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;

/**
 * Answers queries from the state of a job whose tasks run in this process. Thread-safe; a query
 * takes each shard's lock once and briefly.
 */
public final class LocalFlowState implements FlowState {

    private static final long SILENCE_NANOS = 3_000_000_000L;

    private final JobID job;

    /** The state of a job. */
    public LocalFlowState(JobID job) {
        this.job = job;
    }

    private List<FlowShard> shards() {
        StateDirectory directory = StateDirectory.of(job);
        return directory == null ? List.of() : directory.shards();
    }

    private static <T> T locked(FlowShard shard, Function<FlowShard, T> read) {
        shard.lock().lock();
        try {
            return read.apply(shard);
        } finally {
            shard.lock().unlock();
        }
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        FirstFlows first = new FirstFlows(query);
        for (FlowShard shard : shards()) {
            // Copied under the lock, read without it.
            FlowShard copy = locked(shard, FlowShard::copy);
            copy.forEach(first::offer);
        }
        return new FlowPage(first.sorted(), first.total(), "", coverage());
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        StateDirectory directory = StateDirectory.of(job);
        if (directory == null) {
            return Optional.empty();
        }
        int number = FragmentLayout.shard((long) id.keyHash() << 32, directory.shardCount());
        FlowShard shard = directory.shard(number);
        return shard == null ? Optional.empty() : locked(shard, its -> its.flow(id));
    }

    private record ShardSummary(ShardTotals totals, int openFlows, int retainedFlows) {

        static ShardSummary of(FlowShard shard) {
            return new ShardSummary(
                    shard.totals().copy(), shard.openFlows(), shard.retainedFlows());
        }
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TopAnswer top(TopQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        RollupAnswers rollups = rollups();
        if (!rollups.answer()) {
            throw new StateException(
                    StateException.Reason.UNAVAILABLE, "no part of the rollups can be reached");
        }
        return rollups.series(query, gaps());
    }

    /** The closed windows that answer now. */
    private RollupAnswers rollups() {
        StateDirectory directory = StateDirectory.of(job);
        return new RollupAnswers(directory == null ? Map.of() : directory.rollups());
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FlowStatistics statistics() {
        List<ShardSummary> all =
                shards().stream().map(shard -> locked(shard, ShardSummary::of)).toList();
        long folded = all.stream().mapToLong(s -> s.totals().bucketNanos).max().orElse(0);
        // When event time has gone on without packets, the bucket folded last is not the newest.
        long newest = Math.max(folded, watermarkNanos() - SILENCE_NANOS);
        List<ShardSummary> now =
                all.stream().filter(s -> s.totals().bucketNanos == newest).toList();
        long[] ended = new long[EndReason.values().length];
        for (ShardSummary shard : all) {
            Arrays.setAll(ended, reason -> ended[reason] + shard.totals().ended[reason]);
        }
        RollupAnswers.Spreading spreading = rollups().spreading();
        return new FlowStatistics(
                all.stream().mapToLong(s -> s.totals().packets).sum(),
                all.stream().mapToLong(s -> s.totals().bytes).sum(),
                all.stream().mapToLong(s -> s.totals().flows).sum(),
                Arrays.stream(ended).boxed().toList(),
                all.stream().mapToLong(ShardSummary::openFlows).sum(),
                all.stream().mapToLong(ShardSummary::retainedFlows).sum(),
                captures().stream().mapToLong(CaptureTotals::latePackets).sum(),
                now.stream().mapToLong(s -> s.totals().bucketPackets).sum(),
                now.stream().mapToLong(s -> s.totals().bucketBytes).sum() * 8.0,
                now.stream().mapToLong(s -> s.totals().bucketFlows).sum(),
                spreading.packetBytes(),
                spreading.flowBytes(),
                spreading.flowDurationMs(),
                coverage());
    }

    private Coverage coverage() {
        JobHealth health = health();
        return new Coverage(
                health.shards(),
                health.expectedShards(),
                List.of(),
                health.watermarkNanos(),
                health.watermarkNanos());
    }

    private long watermarkNanos() {
        StateDirectory directory = StateDirectory.of(job);
        return directory == null ? Long.MIN_VALUE : directory.watermarkNanos();
    }

    private List<CaptureTotals> captures() {
        StateDirectory directory = StateDirectory.of(job);
        return directory == null ? List.of() : List.copyOf(directory.captures());
    }

    @Override
    public List<InterfaceStatus> interfaces() {
        return captures().stream()
                .map(CaptureTotals::status)
                .sorted(Comparator.comparing(InterfaceStatus::observer))
                .toList();
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
        int expected = directory.shardCount();
        int answering = directory.answering();
        return new JobHealth(
                answering,
                expected,
                directory.watermarkNanos(),
                answering + " of " + expected + " shards answer");
    }
}
