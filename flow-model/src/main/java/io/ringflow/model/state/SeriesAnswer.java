package io.ringflow.model.state;

import java.util.List;

/**
 * Time series.
 *
 * @param step length of a point
 * @param fromNanos begin of the first point, nanoseconds since the epoch
 * @param series one for each key, those with most first
 * @param other what no series of the answer has, point by point: keys that were not asked for or
 *     were too many to keep
 * @param coverage what part of the state answered
 */
public record SeriesAnswer(
        Resolution step, long fromNanos, List<Series> series, List<Long> other, Coverage coverage) {

    /**
     * One key's points.
     *
     * @param key the key as the dimension writes it; empty for the total
     * @param points one for each step, of equal number in all series; null where the step is not
     *     over yet, is no longer kept, or had so many keys that this one was not kept
     */
    public record Series(String key, List<Long> points) {}
}
