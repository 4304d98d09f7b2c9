package io.ringflow.model.state.series;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points of some keys, added up from flows; what other keys have is the rest. Memory is bounded
 * by the number of keys and points. Not thread-safe.
 */
public final class FlowSeries {

    private final SeriesQuery query;
    private final TimeRange range;
    private final FlowShares shares;
    private final long stepNanos;
    private final long startNanos;
    private final Map<String, long[]> series = new LinkedHashMap<>();
    private final long[] other;

    /**
     * Series without traffic.
     *
     * @param range the part of the query's time in which flows count
     * @param keys the keys that have a series; the empty key if the query has no field
     */
    public FlowSeries(SeriesQuery query, TimeRange range, List<String> keys) {
        this.query = query;
        this.range = range;
        this.shares = new FlowShares(query, range);
        this.stepNanos = query.step().stepNanos();
        this.startNanos = query.steps().fromNanos();
        this.other = new long[query.points()];
        for (String key : query.by().isPresent() ? keys : List.of("")) {
            series.put(key, new long[other.length]);
        }
    }

    /** The series of a query from the flows of one state, which are read once or twice. */
    public static SeriesAnswer of(SeriesQuery query, FlowState state) {
        TimeRange steps = query.steps();
        FlowFilter filter = filter(query, steps);
        List<String> keys = query.keys();
        if (query.by().isPresent() && keys.isEmpty()) {
            KeySums sums = new KeySums(query, steps);
            state.scan(filter, Selection.ALL, sums::add);
            keys = sums.largest(query.limit());
        }
        FlowSeries points = new FlowSeries(query, steps, keys);
        Coverage coverage = state.scan(filter, Selection.ALL, points::add);
        return points.answer(coverage, state.health().known().recordedFlowsNanos());
    }

    /** The filter of the flows that have a packet, or start, in a part of a query's time. */
    public static FlowFilter filter(SeriesQuery query, TimeRange range) {
        boolean starts = query.metric() == Metric.FLOWS;
        return query.filter()
                .and(
                        time(
                                starts ? FlowField.FIRST_SEEN : FlowField.LAST_SEEN,
                                range.fromNanos(),
                                Long.MAX_VALUE))
                .and(time(FlowField.FIRST_SEEN, Long.MIN_VALUE, range.toNanos() - 1));
    }

    private static FlowFilter time(FlowField field, long from, long to) {
        return FlowFilter.of(
                new Condition.NumberIn(
                        new FilterField.Single(field), NumberRanges.between(from, to)));
    }

    /**
     * Adds a flow.
     *
     * @return true, since all flows are wanted
     */
    public boolean add(Flow flow) {
        shares.of(flow, this::add);
        return true;
    }

    private void add(String key, FlowShares.Life life) {
        if (life.firstNanos() > life.lastNanos()) {
            return;
        }
        int last = point(life.lastNanos());
        for (int i = point(life.firstNanos()); i <= last; i++) {
            long from = Math.max(range.fromNanos(), startNanos + i * stepNanos);
            long to = Math.min(range.toNanos(), startNanos + (i + 1) * stepNanos);
            add(key, i, life.share().between(from, to));
        }
    }

    private int point(long nanos) {
        return (int) ((nanos - startNanos) / stepNanos);
    }

    /**
     * Adds traffic.
     *
     * @param key a key; one that has no series counts among the rest
     * @param point the number of the step, from 0
     */
    public void add(String key, int point, long value) {
        series.getOrDefault(key, other)[point] += value;
    }

    /**
     * The series, the largest first. The step in progress has what is known of it so far. A point
     * is null if its step has not started, is not in the range, or is before the time since when
     * flows are known and none was found.
     *
     * @param coverage which part of the state answered
     * @param knownNanos since when flows are known
     */
    public SeriesAnswer answer(Coverage coverage, long knownNanos) {
        boolean[] known = new boolean[other.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = isKnown(i, coverage.watermarkNanos(), knownNanos);
        }
        List<SeriesAnswer.Series> sorted =
                series.entrySet().stream()
                        .sorted(
                                Comparator.comparingLong(
                                                (Map.Entry<String, long[]> entry) ->
                                                        -Arrays.stream(entry.getValue()).sum())
                                        .thenComparing(Map.Entry::getKey))
                        .map(
                                entry ->
                                        new SeriesAnswer.Series(
                                                entry.getKey(), points(entry.getValue(), known)))
                        .toList();
        return new SeriesAnswer(
                query.step(),
                startNanos,
                sorted,
                points(other, known),
                coverage,
                query.metric() != Metric.FLOWS);
    }

    private boolean isKnown(int point, long watermarkNanos, long knownNanos) {
        long start = startNanos + point * stepNanos;
        long end = start + stepNanos;
        if (end <= range.fromNanos() || start >= range.toNanos()) {
            return false;
        }
        boolean found =
                other[point] != 0 || series.values().stream().anyMatch(all -> all[point] != 0);
        boolean started = watermarkNanos == Long.MIN_VALUE || start < watermarkNanos;
        return found || (started && end > knownNanos);
    }

    private static List<Long> points(long[] values, boolean[] known) {
        List<Long> points = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            points.add(known[i] ? (Long) values[i] : null);
        }
        return Collections.unmodifiableList(points);
    }
}
