package io.ringflow.model.filter.condition;

import io.ringflow.model.filter.condition.Intervals.Interval;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sorted, disjoint, inclusive ranges of whole numbers, which are negative only for times before
 * 1970. They never touch, so equal sets are equal objects. Immutable.
 */
public final class NumberRanges {

    /** No number. */
    public static final NumberRanges NONE = new NumberRanges(List.of());

    private final long[] from;
    private final long[] to;

    private NumberRanges(List<Interval<Long>> merged) {
        from = merged.stream().mapToLong(Interval::from).toArray();
        to = merged.stream().mapToLong(Interval::to).toArray();
    }

    /**
     * The numbers from one to another, both included.
     *
     * @throws IllegalArgumentException if the first is larger than the second
     */
    public static NumberRanges between(long from, long to) {
        return new NumberRanges(List.of(new Interval<>(from, to)));
    }

    /** The numbers that are in any of several ranges. */
    public static NumberRanges union(Collection<NumberRanges> parts) {
        return new NumberRanges(
                Intervals.merged(
                        parts.stream().flatMap(NumberRanges::intervals).toList(),
                        value -> value == Long.MAX_VALUE ? value : value + 1));
    }

    /** These ranges without the numbers above a bound. */
    NumberRanges upTo(long max) {
        return size() == 0 || to[size() - 1] <= max
                ? this
                : new NumberRanges(
                        intervals()
                                .filter(range -> range.from() <= max)
                                .map(range -> cut(range, max))
                                .toList());
    }

    private static Interval<Long> cut(Interval<Long> range, long max) {
        return new Interval<>(range.from(), Math.min(range.to(), max));
    }

    private Stream<Interval<Long>> intervals() {
        return IntStream.range(0, size()).mapToObj(i -> new Interval<>(from[i], to[i]));
    }

    /** Returns true if a number is in one of the ranges. */
    public boolean contains(long value) {
        int found = Arrays.binarySearch(from, value);
        int before = found >= 0 ? found : -found - 2;
        return before >= 0 && value <= to[before];
    }

    /** The number of ranges. */
    public int size() {
        return from.length;
    }

    /** The smallest number of a range. */
    public long from(int range) {
        return from[range];
    }

    /** The largest number of a range. */
    public long to(int range) {
        return to[range];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberRanges ranges
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
