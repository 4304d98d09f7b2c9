package io.ringflow.server.api;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.request.Comparison;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The same time series of an earlier time, by key. Immutable. */
final class EarlierSeries {

    /** Nothing to compare with. */
    static final EarlierSeries NONE = new EarlierSeries(Optional.empty(), List.of(), List.of());

    private final Optional<AnswerCoverage> coverage;
    private final Map<String, List<Long>> points = new HashMap<>();
    private final List<Long> other;

    private EarlierSeries(
            Optional<AnswerCoverage> coverage, List<SeriesAnswer.Series> series, List<Long> other) {
        this.coverage = coverage;
        this.other = other;
        series.forEach(one -> points.put(one.key(), one.points()));
    }

    /**
     * Asks for the earlier points of the series of an answer.
     *
     * @param earlier a multiple of the query's step
     */
    static EarlierSeries of(
            FlowState state, SeriesQuery query, SeriesAnswer answer, Duration earlier) {
        long back = earlier.toNanos();
        TimeRange range = new TimeRange(query.fromNanos() - back, query.toNanos() - back);
        long known = state.health().known().seriesNanos(query);
        if (known >= range.toNanos()) {
            return new EarlierSeries(
                    Optional.of(new AnswerCoverage(range.fromNanos(), range.toNanos(), false)),
                    List.of(),
                    List.of());
        }
        List<String> keys =
                query.by().isEmpty()
                        ? List.of()
                        : answer.series().stream().map(SeriesAnswer.Series::key).toList();
        SeriesAnswer before = state.series(query.withKeys(keys, query.limit()).withRange(range));
        boolean whole = known <= query.step().windowOf(range.fromNanos());
        AnswerCoverage coverage = AnswerCoverage.of(state, before.coverage(), range);
        return new EarlierSeries(
                Optional.of(
                        coverage.withComplete(coverage.complete() && whole)
                                .withEstimated(before.estimated())),
                before.series(),
                before.other());
    }

    /** What the earlier points cover; empty if there is nothing to compare with. */
    Optional<AnswerCoverage> coverage() {
        return coverage;
    }

    /** The earlier points of a key, one for each point of its series; empty if not known. */
    Optional<List<Long>> points(String key) {
        return Optional.ofNullable(points.get(key));
    }

    /** The earlier points of the rest; empty if not known. */
    Optional<List<Long>> other() {
        return other.isEmpty() ? Optional.empty() : Optional.of(other);
    }

    /** The change of the sum of a series, over the points that are known of both times. */
    OptionalDouble change(SeriesAnswer.Series series) {
        List<Long> before = points.getOrDefault(series.key(), List.of());
        long now = 0;
        long then = 0;
        for (int i = 0; i < Math.min(before.size(), series.points().size()); i++) {
            Long point = series.points().get(i);
            Long earlier = before.get(i);
            if (point != null && earlier != null) {
                now += point;
                then += earlier;
            }
        }
        return Comparison.change(now, then);
    }
}
