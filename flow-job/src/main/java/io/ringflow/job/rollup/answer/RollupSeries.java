package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.RollupColumns;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupSums;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes the time series of one dimension. One instance per query. */
final class RollupSeries {

    private final ClosedWindows windows;
    private final SeriesQuery query;
    private final Dimension dimension;
    private final Resolution step;
    private final long fromNanos;
    private final int size;

    /** The window of each partition and point; null if there is none. */
    private final RollupWindow[][] found;

    private final boolean[] known;

    RollupSeries(ClosedWindows windows, SeriesQuery query) {
        this.windows = windows;
        this.query = query;
        this.dimension = query.rollup().orElseThrow();
        this.step = query.step();
        this.fromNanos = step.windowOf(query.fromNanos());
        this.size = query.points();
        this.found = new RollupWindow[RollupKeys.PARTITIONS][size];
        this.known = new boolean[size];
    }

    SeriesAnswer answer(Coverage coverage) {
        findWindows();
        List<RollupKey> keys = query.keys().isEmpty() ? largestKeys() : queriedKeys();
        long[] rest = totals();
        Map<RollupKey, Long> sums = new HashMap<>();
        Map<RollupKey, List<Long>> points = new HashMap<>();
        for (RollupKey key : keys) {
            long sum = 0;
            List<Long> values = points(key);
            for (int i = 0; i < size; i++) {
                Long value = values.get(i);
                if (value != null) {
                    sum += value;
                    rest[i] -= value;
                }
            }
            sums.put(key, sum);
            points.put(key, values);
        }
        List<SeriesAnswer.Series> series =
                keys.stream()
                        .sorted(
                                Comparator.comparingLong((RollupKey key) -> -sums.get(key))
                                        .thenComparing(RollupKey::text))
                        .map(key -> new SeriesAnswer.Series(key.text(), points.get(key)))
                        .toList();
        List<Long> other = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            other.add(known[i] ? (Long) rest[i] : null);
        }
        return new SeriesAnswer(
                step, fromNanos, series, Collections.unmodifiableList(other), coverage);
    }

    private void findWindows() {
        long closed = windows.closedNanos(step);
        for (int partition = 0; partition < RollupKeys.PARTITIONS; partition++) {
            long to = Math.min(closed, fromNanos + size * step.stepNanos());
            for (RollupWindow window : windows.of(partition, step, fromNanos, to)) {
                found[partition][(int) ((window.startNanos() - fromNanos) / step.stepNanos())] =
                        window;
            }
        }
        long oldest = windows.knownNanos(step);
        for (int i = 0; i < size; i++) {
            long start = fromNanos + i * step.stepNanos();
            known[i] = start >= oldest && start + step.stepNanos() <= closed;
        }
    }

    private List<RollupKey> queriedKeys() {
        return query.keys().stream().map(text -> RollupKey.of(dimension, text)).distinct().toList();
    }

    /** Returns the keys with most traffic in the whole time range. */
    private List<RollupKey> largestKeys() {
        if (dimension == Dimension.TOTAL) {
            return List.of(RollupKey.of(dimension, ""));
        }
        Map<RollupKey, RollupSums> sums = new HashMap<>();
        for (RollupWindow[] ofPartition : found) {
            for (int i = 0; i < size; i++) {
                if (known[i] && ofPartition[i] != null) {
                    RollupColumns columns = ofPartition[i].columns();
                    for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
                        RollupKey key = RollupKey.of(dimension, columns, row);
                        sums.computeIfAbsent(key, absent -> new RollupSums()).add(columns, row);
                    }
                }
            }
        }
        return sums.entrySet().stream()
                .filter(entry -> entry.getValue().of(query.metric()) > 0)
                .sorted(
                        Comparator.comparingLong(
                                        (Map.Entry<RollupKey, RollupSums> entry) ->
                                                -entry.getValue().of(query.metric()))
                                .thenComparing(entry -> entry.getKey().text()))
                .limit(query.limit())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the sums of all keys of the dimension, by point. */
    private long[] totals() {
        long[] totals = new long[size];
        for (RollupWindow[] ofPartition : found) {
            for (int i = 0; i < size; i++) {
                if (ofPartition[i] != null) {
                    RollupSums all = new RollupSums().add(ofPartition[i].columns(), dimension);
                    totals[i] += all.of(query.metric());
                }
            }
        }
        return totals;
    }

    private List<Long> points(RollupKey key) {
        RollupWindow[] ofPartition = found[key.partition()];
        List<Long> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            points.add(known[i] ? point(key, ofPartition[i]) : null);
        }
        return Collections.unmodifiableList(points);
    }

    private Long point(RollupKey key, RollupWindow window) {
        if (window == null) {
            return windows.has(key.partition()) ? (Long) 0L : null;
        }
        RollupColumns columns = window.columns();
        int row = key.find(columns);
        if (row < 0) {
            return columns.leavesOut(dimension) ? null : (Long) 0L;
        }
        return new RollupSums().add(columns, row).of(query.metric());
    }
}
