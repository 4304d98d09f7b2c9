package io.ringflow.job.rollup;

import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.Dimension;
import io.ringflow.model.state.Metric;
import io.ringflow.model.state.Percentiles;
import io.ringflow.model.state.Resolution;
import io.ringflow.model.state.SeriesAnswer;
import io.ringflow.model.state.SeriesQuery;
import io.ringflow.model.state.TopAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers from the closed windows of all partitions that answer now. Made for one question, by the
 * thread that asks it.
 */
public final class RollupAnswers {

    private static final Duration PERCENTILES_OVER = Duration.ofMinutes(1);

    /** How the values of the last minute are spread. */
    public record Spreading(
            Percentiles packetBytes, Percentiles flowBytes, Percentiles flowDurationMs) {

        /** Of no values. */
        public static final Spreading NONE =
                new Spreading(Percentiles.NONE, Percentiles.NONE, Percentiles.NONE);
    }

    private final ClosedWindows windows;

    /**
     * Answers from partitions.
     *
     * @param partitions those that answer, by number
     */
    public RollupAnswers(Map<Integer, RollupPartition> partitions) {
        this.windows = new ClosedWindows(partitions);
    }

    /** Whether there are any rollups: a job without queries has none. */
    public boolean answer() {
        return !windows.isEmpty();
    }

    /** What part of the rollups there is; the watermark is the end of the newest closed second. */
    public Coverage coverage() {
        List<String> missing = new ArrayList<>();
        for (int partition = 0; partition < RollupKeys.PARTITIONS; partition++) {
            if (!windows.has(partition)) {
                missing.add("partition " + partition + " of the rollups");
            }
        }
        return new Coverage(
                RollupKeys.PARTITIONS - missing.size(),
                RollupKeys.PARTITIONS,
                missing,
                windows.completeNanos(),
                windows.newestNanos());
    }

    /**
     * Traffic over time.
     *
     * @param gaps the capture losses known
     * @throws IllegalArgumentException for a key that the dimension can't have
     */
    public SeriesAnswer series(SeriesQuery query, List<CaptureGap> gaps) {
        return query.metric() == Metric.GAPS
                ? new GapSeries(windows, query, gaps).answer(coverage())
                : new RollupSeries(windows, query).answer(coverage());
    }

    /**
     * The keys of a dimension with most traffic. A minute or an hour that a window begins in counts
     * as a whole where the seconds are no longer kept.
     *
     * @param window how far to look back from the newest closed second
     * @param limit at most so many keys
     */
    public TopAnswer top(Dimension dimension, Metric metric, Duration window, int limit) {
        return new RollupTop(windows, dimension, metric).answer(window, limit, coverage());
    }

    /** How values of the last minute are spread. */
    public Spreading spreading() {
        long end = windows.completeNanos();
        if (end == Long.MIN_VALUE) {
            return Spreading.NONE;
        }
        Spreads spreads = new Spreads();
        for (RollupWindow window :
                windows.of(
                        RollupKeys.TOTAL_PARTITION,
                        Resolution.SECOND,
                        end - PERCENTILES_OVER.toNanos(),
                        end)) {
            spreads.merge(window.columns().spreads());
        }
        return new Spreading(
                spreads.packetBytes.percentiles(1),
                spreads.flowBytes.percentiles(1),
                spreads.flowNanos.percentiles(1e6));
    }
}
