package io.ringflow.model.state.query;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which time series to return. Those of all traffic or of a {@link Dimension} are summed up while
 * the job runs ({@link #rollup}); any others are made from flows.
 *
 * @param metric what is summed up
 * @param by the field whose values have a series each; empty for one series of all traffic
 * @param filter which flows count
 * @param keys the keys to return, as users see them; empty for the keys with most traffic in the
 *     whole range
 * @param limit maximum number of series if no keys are given, 1 to {@link #MAX_SERIES}
 * @param range the time to look at; the start is rounded down to the step
 * @param step length of a point
 */
public record SeriesQuery(
        Metric metric,
        Optional<FilterField> by,
        FlowFilter filter,
        List<String> keys,
        int limit,
        TimeRange range,
        Resolution step) {

    /** Maximum number of series of an answer. */
    public static final int MAX_SERIES = 100;

    /** Maximum number of points of a series. */
    public static final int MAX_POINTS = 1500;

    public SeriesQuery {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(step, "step");
        keys = List.copyOf(keys);
        if (keys.size() > MAX_SERIES) {
            throw new IllegalArgumentException(
                    "at most " + MAX_SERIES + " keys can be asked for, not " + keys.size());
        }
        if (limit < 1 || limit > MAX_SERIES) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + MAX_SERIES + ", but is " + limit);
        }
        if (range.nanos() / step.stepNanos() > MAX_POINTS) {
            throw new IllegalArgumentException(
                    "an answer has at most " + MAX_POINTS + " points; take a longer step");
        }
        if (by.isPresent() && !isKey(by.get())) {
            throw new IllegalArgumentException(by.get().text() + " has too many values");
        }
    }

    /** Time series that the job sums up while it runs. */
    public SeriesQuery(
            Metric metric,
            Dimension by,
            List<String> keys,
            int limit,
            TimeRange range,
            Resolution step) {
        this(metric, FilterField.named(by.text()), FlowFilter.ALL, keys, limit, range, step);
    }

    /** Returns true for a field that can have a series for each value: not a time or a fraction. */
    public static boolean isKey(FilterField field) {
        return field.kind() != FieldKind.TIME && field.kind() != FieldKind.DECIMAL;
    }

    /** The dimension that the job sums up for this query; empty if it takes the flows. */
    public Optional<Dimension> rollup() {
        return filter.equals(FlowFilter.ALL)
                ? Dimension.named(by.map(FilterField::text).orElse(""))
                : Optional.empty();
    }

    /** The same query for other keys. */
    public SeriesQuery withKeys(List<String> others, int most) {
        return new SeriesQuery(metric, by, filter, others, most, range, step);
    }

    /** The same query for another time. */
    public SeriesQuery withRange(TimeRange other) {
        return new SeriesQuery(metric, by, filter, keys, limit, other, step);
    }

    /** The start of the range, nanoseconds since the epoch. */
    public long fromNanos() {
        return range.fromNanos();
    }

    /** The end of the range, exclusive. */
    public long toNanos() {
        return range.toNanos();
    }

    /** The range from the start of the first step to the end of the last one. */
    public TimeRange steps() {
        return new TimeRange(
                step.windowOf(fromNanos()), step.windowOf(toNanos() - 1) + step.stepNanos());
    }

    /** The number of points of each series. */
    public int points() {
        return (int) (steps().nanos() / step.stepNanos());
    }
}
