package io.ringflow.model.filter.condition;

import io.ringflow.model.filter.condition.Intervals.Interval;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sorted, disjoint, inclusive ranges of doubles from 0 to {@link Double#MAX_VALUE}. An exclusive
 * bound is stored as the adjacent double, so equal sets are equal objects. Immutable.
 */
public final class DecimalRanges {

    /** No number. */
    public static final DecimalRanges NONE = new DecimalRanges(List.of());

    private final double[] from;
    private final double[] to;

    private DecimalRanges(List<Interval<Double>> merged) {
        from = merged.stream().mapToDouble(Interval::from).toArray();
        to = merged.stream().mapToDouble(Interval::to).toArray();
    }

    /**
     * The numbers from one to another, both included.
     *
     * @throws IllegalArgumentException if one is negative or not finite, or the first is larger
     *     than the second
     */
    public static DecimalRanges between(double from, double to) {
        if (!(from >= 0 && Double.isFinite(to))) {
            throw new IllegalArgumentException(
                    "Ranges are from 0 to " + Double.MAX_VALUE + ", not " + from + " to " + to);
        }
        // Adding 0.0 turns a negative zero, which would sort before 0, into a positive one.
        return new DecimalRanges(List.of(new Interval<>(from + 0.0, to + 0.0)));
    }

    /** The numbers that are in any of several ranges. */
    public static DecimalRanges union(Collection<DecimalRanges> parts) {
        return new DecimalRanges(
                Intervals.merged(
                        parts.stream().flatMap(DecimalRanges::intervals).toList(), Math::nextUp));
    }

    private Stream<Interval<Double>> intervals() {
        return IntStream.range(0, size()).mapToObj(i -> new Interval<>(from[i], to[i]));
    }

    /** Returns true if a number is in one of the ranges. */
    public boolean contains(double value) {
        int found = Arrays.binarySearch(from, value + 0.0);
        int before = found >= 0 ? found : -found - 2;
        return before >= 0 && value <= to[before];
    }

    /** The number of ranges. */
    public int size() {
        return from.length;
    }

    /** The smallest number of a range. */
    public double from(int range) {
        return from[range];
    }

    /** The largest number of a range. */
    public double to(int range) {
        return to[range];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecimalRanges ranges
                && Arrays.equals(from, ranges.from)
                && Arrays.equals(to, ranges.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return intervals().map(range -> range.from() + "-" + range.to()).toList().toString();
    }
}
