package io.ringflow.model.state.query;

import java.util.List;
import java.util.Objects;

/**
 * Which time series to return.
 *
 * @param metric what is summed up
 * @param by the dimension whose keys have a series each; {@link Dimension#TOTAL} for all traffic
 * @param keys the keys to return, as the dimension writes them; empty for the keys with most
 *     traffic in the whole range
 * @param limit maximum number of series if no keys are given, 1 to {@link #MAX_SERIES}
 * @param range the time to look at; the start is rounded down to the step
 * @param step length of a point
 */
public record SeriesQuery(
        Metric metric,
        Dimension by,
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
    }

    /** The start of the range, nanoseconds since the epoch. */
    public long fromNanos() {
        return range.fromNanos();
    }

    /** The end of the range, exclusive. */
    public long toNanos() {
        return range.toNanos();
    }
}
