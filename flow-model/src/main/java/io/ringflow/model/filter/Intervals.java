package io.ringflow.model.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Inclusive ranges as pairs of bounds, sorted and merged. */
final class Intervals {

    /**
     * A range of values, both bounds included.
     *
     * @param from the smallest value
     * @param to the largest value
     */
    record Interval<T extends Comparable<T>>(T from, T to) {

        Interval {
            if (from.compareTo(to) > 0) {
                throw new IllegalArgumentException(
                        "the range " + from + "-" + to + " is the wrong way round");
            }
        }
    }

    private Intervals() {}

    /**
     * The ranges in order, those that overlap or touch as one.
     *
     * @param next the value right behind a value; the largest value itself for the largest
     */
    static <T extends Comparable<T>> List<Interval<T>> merged(
            Collection<Interval<T>> intervals, UnaryOperator<T> next) {
        List<Interval<T>> sorted = new ArrayList<>(intervals);
        sorted.sort(Comparator.comparing(Interval::from));
        List<Interval<T>> merged = new ArrayList<>();
        for (Interval<T> each : sorted) {
            int last = merged.size() - 1;
            if (last < 0 || each.from().compareTo(next.apply(merged.get(last).to())) > 0) {
                merged.add(each);
            } else if (each.to().compareTo(merged.get(last).to()) > 0) {
                merged.set(last, new Interval<>(merged.get(last).from(), each.to()));
            }
        }
        return List.copyOf(merged);
    }
}
