package io.ringflow.job.query;

import io.ringflow.job.rollup.answer.RollupAnswers;
import io.ringflow.job.track.FlowShard;
import io.ringflow.job.track.ShardTotals;
import io.ringflow.model.EndReason;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Answers a query for statistics with the sums of all shards. */
final class ShardStatistics {

    /** Rates drop to zero when event time passed the newest second with packets by this much. */
    private static final long SILENCE_NANOS = 3_000_000_000L;

    /** The totals of a shard, copied with its lock held. */
    private record Shard(ShardTotals totals, long openFlows, long retainedFlows) {

        static Shard of(FlowShard shard) {
            return new Shard(shard.totals().copy(), shard.openFlows(), shard.retainedFlows());
        }
    }

    private ShardStatistics() {}

    static FlowStatistics answer(
            ShardReads reads, long latePackets, RollupAnswers.TrafficPercentiles percentiles) {
        List<Shard> all = new ArrayList<>();
        reads.oneByOne(all, (result, shard) -> result.add(Shard.of(shard)));
        Coverage coverage = reads.coverage();
        List<ShardTotals.Second> seconds =
                all.stream()
                        .map(shard -> shard.totals().newestBefore(coverage.newestNanos()))
                        .toList();
        long folded = seconds.stream().mapToLong(second -> second.startNanos).max().orElse(0);
        // If event time has advanced without packets, the second folded last is not the newest.
        long newest = Math.max(folded, coverage.newestNanos() - SILENCE_NANOS);
        List<ShardTotals.Second> current =
                seconds.stream().filter(second -> second.startNanos == newest).toList();
        return new FlowStatistics(
                sum(all, shard -> shard.totals().packets),
                sum(all, shard -> shard.totals().bytes),
                sum(all, shard -> shard.totals().flows),
                ended(all),
                sum(all, Shard::openFlows),
                sum(all, Shard::retainedFlows),
                all.stream()
                        .mapToLong(shard -> shard.openFlows() + shard.retainedFlows())
                        .max()
                        .orElse(0),
                latePackets,
                sum(current, second -> second.packets),
                sum(current, second -> second.bytes) * 8.0,
                sum(current, second -> second.flows),
                percentiles.packetBytes(),
                percentiles.flowBytes(),
                percentiles.flowDurationMs(),
                coverage);
    }

    private static <T> long sum(List<T> parts, ToLongFunction<T> value) {
        return parts.stream().mapToLong(value).sum();
    }

    /** Ended flows by the ordinal of their reason. */
    private static List<Long> ended(List<Shard> shards) {
        long[] ended = new long[EndReason.values().length];
        for (Shard shard : shards) {
            Arrays.setAll(ended, reason -> ended[reason] + shard.totals().ended[reason]);
        }
        return Arrays.stream(ended).boxed().toList();
    }
}
