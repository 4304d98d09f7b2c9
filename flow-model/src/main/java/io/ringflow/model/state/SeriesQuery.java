package io.ringflow.model.state;

import java.util.List;
import java.util.Objects;

/**
 * Which time series to return.
 *
 * @param metric what is summed up
 * @param by by what; {@link Dimension#TOTAL} for all traffic
 * @param keys the keys to return, as the dimension writes them; empty for those with most in the
 *     whole time
 * @param limit at most so many series where no keys are given, 1 to {@link #MAX_SERIES}
 * @param fromNanos begin, nanoseconds since the epoch; rounded down to the step
 * @param toNanos end, exclusive
 * @param step length of a point
 */
public record SeriesQuery(
        Metric metric,
        Dimension by,
        List<String> keys,
        int limit,
        long fromNanos,
        long toNanos,
        Resolution step) {

    /** Most series of an answer. */
    public static final int MAX_SERIES = 100;

    /** Most points of a series. */
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
        if (toNanos <= fromNanos) {
            throw new IllegalArgumentException("the end must be behind the begin");
        }
        if ((toNanos - fromNanos) / step.stepNanos() > MAX_POINTS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_POINTS + " points fit an answer; take a longer step");
        }
    }
}
