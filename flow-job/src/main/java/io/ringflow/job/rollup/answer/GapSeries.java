package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the capture losses that overlap each step: in total, by host or by interface. Losses have
 * no other dimensions, so these have no series. One instance per query.
 */
final class GapSeries {

    private final ClosedWindows windows;
    private final SeriesQuery query;
    private final List<CaptureGap> gaps;
    private final Resolution step;
    private final long fromNanos;
    private final int size;

    GapSeries(ClosedWindows windows, SeriesQuery query, List<CaptureGap> gaps) {
        this.windows = windows;
        this.query = query;
        this.gaps = List.copyOf(gaps);
        this.step = query.step();
        this.fromNanos = step.windowOf(query.fromNanos());
        this.size = query.points();
    }

    SeriesAnswer answer(Coverage coverage) {
        Map<String, long[]> byKey = new TreeMap<>();
        long[] rest = new long[size];
        for (CaptureGap gap : gaps) {
            count(gap, rest);
            String key = key(gap);
            if (key != null) {
                count(gap, byKey.computeIfAbsent(key, absent -> new long[size]));
            }
        }
        query.keys().forEach(key -> byKey.computeIfAbsent(key, absent -> new long[size]));
        List<SeriesAnswer.Series> series = new ArrayList<>();
        byKey.entrySet().stream()
                .filter(entry -> query.keys().isEmpty() || query.keys().contains(entry.getKey()))
                .sorted(
                        Comparator.comparingLong(
                                (Map.Entry<String, long[]> entry) -> -sum(entry.getValue())))
                .limit(query.keys().isEmpty() ? query.limit() : Integer.MAX_VALUE)
                .forEach(
                        entry -> {
                            for (int i = 0; i < size; i++) {
                                rest[i] -= entry.getValue()[i];
                            }
                            series.add(
                                    new SeriesAnswer.Series(
                                            entry.getKey(), known(entry.getValue())));
                        });
        return new SeriesAnswer(step, fromNanos, series, known(rest), coverage);
    }

    private String key(CaptureGap gap) {
        return switch (query.rollup().orElseThrow()) {
            case TOTAL -> "";
            case HOST -> gap.observer().host();
            case INTERFACE -> RollupKeys.interfaceKey(gap.observer());
            default -> null;
        };
    }

    private void count(CaptureGap gap, long[] points) {
        for (int i = 0; i < size; i++) {
            long start = fromNanos + i * step.stepNanos();
            if (gap.startNanos() < start + step.stepNanos() && gap.endNanos() >= start) {
                points[i]++;
            }
        }
    }

    private static long sum(long[] points) {
        long sum = 0;
        for (long point : points) {
            sum += point;
        }
        return sum;
    }

    private List<Long> known(long[] points) {
        long closed = windows.closedNanos(step);
        long oldest = windows.knownNanos(step);
        List<Long> known = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            long start = fromNanos + i * step.stepNanos();
            boolean isKnown = start >= oldest && start + step.stepNanos() <= closed;
            known.add(isKnown ? (Long) points[i] : null);
        }
        return Collections.unmodifiableList(known);
    }
}
