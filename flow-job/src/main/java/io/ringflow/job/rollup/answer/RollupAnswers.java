package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.Distributions;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers a query from the closed windows of all partitions available now. One instance per query.
 * Not thread-safe.
 */
public final class RollupAnswers {

    private static final Duration PERCENTILES_OVER = Duration.ofMinutes(1);

    /** Percentiles of the last minute. */
    public record TrafficPercentiles(
            Percentiles packetBytes, Percentiles flowBytes, Percentiles flowDurationMs) {

        /** Percentiles of no values. */
        public static final TrafficPercentiles NONE =
                new TrafficPercentiles(Percentiles.NONE, Percentiles.NONE, Percentiles.NONE);
    }

    private final ClosedWindows windows;

    /**
     * Creates answers.
     *
     * @param partitions the available partitions, by number
     */
    public RollupAnswers(Map<Integer, RollupPartition> partitions) {
        this.windows = new ClosedWindows(partitions);
    }

    /** Returns true if there are rollups. A job that can't be queried has none. */
    public boolean available() {
        return !windows.isEmpty();
    }

    /** Returns which partitions are available, with the newest closed second as watermark. */
    public Coverage coverage() {
        List<String> missing = new ArrayList<>();
        for (int partition = 0; partition < RollupKeys.PARTITIONS; partition++) {
            if (!windows.has(partition)) {
                missing.add("partition " + partition + Coverage.OF_ROLLUPS);
            }
        }
        return new Coverage(
                RollupKeys.PARTITIONS - missing.size(),
                RollupKeys.PARTITIONS,
                missing,
                windows.completeNanos(),
                windows.newestNanos());
    }

    /** Returns since when traffic is known; says nothing about flows. */
    public KnownSince known() {
        return new KnownSince(
                windows.startNanos(),
                Long.MIN_VALUE,
                Stream.of(Resolution.values()).map(windows::keptSinceNanos).toList());
    }

    /**
     * Returns time series.
     *
     * @param gaps all known capture losses
     * @throws IllegalArgumentException if a key does not fit the dimension
     */
    public SeriesAnswer series(SeriesQuery query, List<CaptureGap> gaps) {
        return query.metric() == Metric.GAPS
                ? new GapSeries(windows, query, gaps).answer(coverage())
                : new RollupSeries(windows, query).answer(coverage());
    }

    /**
     * Returns the keys of a dimension with most traffic. If the first seconds of a window up to now
     * are no longer kept, the minute or hour in which it starts counts as a whole. Of a window in
     * the past only the seconds, minutes or hours count that lie in it as a whole: the shortest
     * that are kept for as long.
     *
     * @param query a query with a window; its key is the dimension, and its filter selects all
     *     flows
     */
    public TopAnswer top(Dimension dimension, TopQuery query) {
        return new RollupTop(windows, dimension, query.metric()).answer(query, coverage());
    }

    /** Returns the percentiles of the last minute. */
    public TrafficPercentiles percentiles() {
        long end = windows.completeNanos();
        if (end == Long.MIN_VALUE) {
            return TrafficPercentiles.NONE;
        }
        Distributions distributions = new Distributions();
        for (RollupWindow window :
                windows.of(
                        RollupKeys.TOTAL_PARTITION,
                        Resolution.SECOND,
                        end - PERCENTILES_OVER.toNanos(),
                        end)) {
            distributions.merge(window.columns().distributions());
        }
        return new TrafficPercentiles(
                distributions.packetBytes.percentiles(1),
                distributions.flowBytes.percentiles(1),
                distributions.flowNanos.percentiles(1e6));
    }
}
