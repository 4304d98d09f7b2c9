package io.ringflow.history.query;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.series.FlowSeries;
import io.ringflow.model.state.series.KeySums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Time series over memory and history: from flows, or from rollups as far as they reach and from
 * flows before. One instance per query.
 */
final class SeriesOfTwo {

    private final FlowState live;
    private final HistoryReader history;
    private final long knownNanos;

    /** Why the history did not answer; empty if it did. */
    private String missing = "";

    /**
     * A query's answers.
     *
     * @param knownNanos since when flows are known, in memory or in the history
     */
    SeriesOfTwo(FlowState live, HistoryReader history, long knownNanos) {
        this.live = live;
        this.history = history;
        this.knownNanos = knownNanos;
    }

    /** Why the history did not answer; empty if it did. */
    String missing() {
        return missing;
    }

    /**
     * Series of flows.
     *
     * @param range the part of the query's time in which they count
     */
    SeriesAnswer ofFlows(SeriesQuery query, TimeRange range) {
        HistoricSeries past = history.series(query, range);
        List<String> keys = query.keys();
        if (query.by().isPresent() && keys.isEmpty()) {
            KeySums sums = new KeySums(query, range);
            LiveFlows memory = LiveFlows.read(live, past.filter(), Selection.ALL, sums::add);
            Found<List<String>> found = Found.of(() -> past.largestKeys(memory, sums), null);
            keys = found.answer() == null ? sums.largest(query.limit()) : found.answer();
        }
        FlowSeries series = new FlowSeries(query, range, keys);
        LiveFlows memory = LiveFlows.read(live, past.filter(), Selection.ALL, series::add);
        List<String> chosen = keys;
        Found<Boolean> found =
                Found.of(
                        () -> {
                            past.addTo(series, memory, chosen);
                            return true;
                        },
                        false);
        missing = found.missing();
        return series.answer(memory.coverage(), knownNanos);
    }

    /**
     * Series of rollups, and of flows before a time.
     *
     * @param sinceNanos since when the rollups know all traffic
     */
    SeriesAnswer ofRollupsSince(long sinceNanos, SeriesQuery query) {
        long from = query.steps().fromNanos();
        TimeRange before = new TimeRange(from, Math.min(sinceNanos, query.steps().toNanos()));
        SeriesQuery chosen = query;
        if (query.by().isPresent() && query.keys().isEmpty()) {
            SeriesQuery most = query.withKeys(List.of(), SeriesQuery.MAX_SERIES);
            List<String> keys = largest(ofFlows(most, before), live.series(most), query.limit());
            chosen = keys.isEmpty() ? query : query.withKeys(keys, query.limit());
        }
        return joined(ofFlows(chosen, before), live.series(chosen));
    }

    /** The keys of two times with most traffic in both. */
    private static List<String> largest(SeriesAnswer before, SeriesAnswer since, int limit) {
        Map<String, Long> sums = new HashMap<>();
        for (SeriesAnswer answer : List.of(before, since)) {
            for (SeriesAnswer.Series series : answer.series()) {
                long sum = series.points().stream().mapToLong(SeriesOfTwo::orZero).sum();
                sums.merge(series.key(), sum, Long::sum);
            }
        }
        return sums.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long orZero(Long point) {
        return point == null ? 0 : point;
    }

    /** Series of two times with the same keys, of which a step may belong to both. */
    private static SeriesAnswer joined(SeriesAnswer before, SeriesAnswer since) {
        Map<String, List<Long>> earlier = new HashMap<>();
        before.series().forEach(series -> earlier.put(series.key(), series.points()));
        List<SeriesAnswer.Series> series = new ArrayList<>();
        for (SeriesAnswer.Series later : since.series()) {
            List<Long> points = earlier.getOrDefault(later.key(), List.of());
            series.add(new SeriesAnswer.Series(later.key(), sum(points, later.points())));
        }
        series.sort(
                Comparator.comparingLong(
                                (SeriesAnswer.Series one) ->
                                        -one.points().stream().mapToLong(SeriesOfTwo::orZero).sum())
                        .thenComparing(SeriesAnswer.Series::key));
        return new SeriesAnswer(
                since.step(),
                since.fromNanos(),
                series,
                sum(before.other(), since.other()),
                since.coverage(),
                before.estimated());
    }

    /** Adds points; one that is null in both is null. */
    private static List<Long> sum(List<Long> before, List<Long> since) {
        List<Long> points = new ArrayList<>(since);
        for (int i = 0; i < before.size(); i++) {
            Long point = before.get(i);
            if (point != null) {
                points.set(i, point + orZero(points.get(i)));
            }
        }
        return Collections.unmodifiableList(points);
    }
}
