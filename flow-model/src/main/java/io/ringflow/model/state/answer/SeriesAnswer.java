package io.ringflow.model.state.answer;

import io.ringflow.model.state.query.Resolution;
import java.util.List;

/**
 * Time series.
 *
 * @param step length of a point
 * @param fromNanos start of the first point, nanoseconds since the epoch
 * @param series one series per key, in descending order of traffic
 * @param other traffic that no series of the answer contains, point by point: of keys that were not
 *     asked for or were too many to keep
 * @param coverage which part of the state answered
 * @param estimated true if points are made from flows, whose traffic is spread over their lives
 */
public record SeriesAnswer(
        Resolution step,
        long fromNanos,
        List<Series> series,
        List<Long> other,
        Coverage coverage,
        boolean estimated) {

    /** An answer of which nothing is estimated. */
    public SeriesAnswer(
            Resolution step,
            long fromNanos,
            List<Series> series,
            List<Long> other,
            Coverage coverage) {
        this(step, fromNanos, series, other, coverage, false);
    }

    /** The same with what is missing beside what is known to be missing. */
    public SeriesAnswer withMissing(List<String> sentences) {
        return new SeriesAnswer(
                step, fromNanos, series, other, coverage.withMissing(sentences), estimated);
    }

    /**
     * One key's points.
     *
     * @param key the key as the dimension writes it; empty for the total
     * @param points one per step, the same number in all series; null if the step is not over yet,
     *     is no longer kept, or had so many keys that this one was not kept
     */
    public record Series(String key, List<Long> points) {}
}
