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

/** Adds up the time series of several processes, point by point. */
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
                sums.merge(series.key(), series.points(), SeriesMerge::add);
            }
            other = other == null ? answer.other() : add(other, answer.other());
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

    /**
     * Adds two lists of points. A point that either process doesn't know (null) is unknown in the
     * sum; points beyond the end of a list count as 0.
     */
    private static List<Long> add(List<Long> a, List<Long> b) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            Long left = i < a.size() ? a.get(i) : Long.valueOf(0);
            Long right = i < b.size() ? b.get(i) : Long.valueOf(0);
            sum.add(left == null || right == null ? null : Long.valueOf(left + right));
        }
        return Collections.unmodifiableList(sum);
    }

    private static long sum(List<Long> points) {
        return points.stream().filter(Objects::nonNull).mapToLong(Long::longValue).sum();
    }
}
