package io.ringflow.rpc.merge;

import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.SeriesAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/**
 * Adds up the time series of several processes, point by point. The rollups are divided by key, so
 * one process knows the points of a key and the others don't.
 */
public final class SeriesMerge {

    private SeriesMerge() {}

    /**
     * The series of all processes, the largest sums first.
     *
     * @param answers at least one, all with the same step and time range
     */
    public static SeriesAnswer of(List<SeriesAnswer> answers, Coverage coverage) {
        Map<String, List<Long>> sums = new LinkedHashMap<>();
        List<Long> other = null;
        for (SeriesAnswer answer : answers) {
            for (SeriesAnswer.Series series : answer.series()) {
                sums.merge(series.key(), series.points(), SeriesMerge::addKnown);
            }
            if (other == null || isUnknown(other)) {
                other = answer.other();
            } else if (!isUnknown(answer.other())) {
                other = addIfBothKnown(other, answer.other());
            }
        }
        List<SeriesAnswer.Series> series = new ArrayList<>();
        sums.forEach((key, points) -> series.add(new SeriesAnswer.Series(key, points)));
        series.sort(
                Comparator.comparingLong((SeriesAnswer.Series entry) -> sum(entry.points()))
                        .reversed()
                        .thenComparing(SeriesAnswer.Series::key));
        SeriesAnswer first = answers.get(0);
        return new SeriesAnswer(first.step(), first.fromNanos(), series, other, coverage);
    }

    /** Returns true for a process that has no part of the rollups. */
    private static boolean isUnknown(List<Long> points) {
        return points.stream().allMatch(Objects::isNull);
    }

    /** Adds the points of a key. A point is unknown (null) if no process knows it. */
    private static List<Long> addKnown(List<Long> a, List<Long> b) {
        return add(a, b, (left, right) -> left == null ? right : left);
    }

    /** Adds points to which every process contributes, so a point must be known to all. */
    private static List<Long> addIfBothKnown(List<Long> a, List<Long> b) {
        return add(a, b, (left, right) -> null);
    }

    /** Points beyond the end of a list count as 0. */
    private static List<Long> add(List<Long> a, List<Long> b, BinaryOperator<Long> ifUnknown) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            Long left = i < a.size() ? a.get(i) : Long.valueOf(0);
            Long right = i < b.size() ? b.get(i) : Long.valueOf(0);
            boolean known = left != null && right != null;
            sum.add(known ? Long.valueOf(left + right) : ifUnknown.apply(left, right));
        }
        return Collections.unmodifiableList(sum);
    }

    private static long sum(List<Long> points) {
        return points.stream().filter(Objects::nonNull).mapToLong(Long::longValue).sum();
    }
}
