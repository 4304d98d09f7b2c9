package io.ringflow.model.filter.condition;

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
     * Sorts ranges and merges those that overlap or touch.
     *
     * @param next returns the successor of a value; the largest value is its own successor
     */
    static <T extends Comparable<T>> List<Interval<T>> merged(
            Collection<Interval<T>> intervals, UnaryOperator<T> next) {
        List<Interval<T>> sorted = new ArrayList<>(intervals);
        sorted.sort(Comparator.comparing(Interval::from));
        List<Interval<T>> merged = new ArrayList<>();
        for (Interval<T> interval : sorted) {
            int last = merged.size() - 1;
            if (last < 0 || interval.from().compareTo(next.apply(merged.get(last).to())) > 0) {
                merged.add(interval);
            } else if (interval.to().compareTo(merged.get(last).to()) > 0) {
                merged.set(last, new Interval<>(merged.get(last).from(), interval.to()));
            }
        }
        return List.copyOf(merged);
    }
}
