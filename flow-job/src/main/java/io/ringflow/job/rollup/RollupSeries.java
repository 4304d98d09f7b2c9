package io.ringflow.job.rollup;

import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.Dimension;
import io.ringflow.model.state.Resolution;
import io.ringflow.model.state.SeriesAnswer;
import io.ringflow.model.state.SeriesQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Time series of one dimension. Made for one question. */
final class RollupSeries {

    private final ClosedWindows windows;
    private final SeriesQuery query;
    private final Dimension dimension;
    private final Resolution step;
    private final long fromNanos;
    private final int size;

    /** Of each partition the window of each point; null where there is none. */
    private final RollupWindow[][] found;

    private final boolean[] known;

    RollupSeries(ClosedWindows windows, SeriesQuery query) {
        this.windows = windows;
        this.query = query;
        this.dimension = query.by();
        this.step = query.step();
        this.fromNanos = step.windowOf(query.fromNanos());
        this.size = points(query);
        this.found = new RollupWindow[RollupKeys.PARTITIONS][size];
        this.known = new boolean[size];
    }

    /** Number of points of a query's series. */
    static int points(SeriesQuery query) {
        Resolution step = query.step();
        long last = step.windowOf(query.toNanos() - 1);
        return (int) ((last - step.windowOf(query.fromNanos())) / step.stepNanos()) + 1;
    }

    SeriesAnswer answer(Coverage coverage) {
        look();
        List<RollupKey> keys = query.keys().isEmpty() ? most() : asked();
        long[] rest = totals();
        Map<RollupKey, Long> sums = new HashMap<>();
        Map<RollupKey, List<Long>> points = new HashMap<>();
        for (RollupKey key : keys) {
            long sum = 0;
            List<Long> its = points(key);
            for (int i = 0; i < size; i++) {
                Long value = its.get(i);
                if (value != null) {
                    sum += value;
                    rest[i] -= value;
                }
            }
            sums.put(key, sum);
            points.put(key, its);
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

    private void look() {
        long closed = windows.closedNanos(step);
        for (int partition = 0; partition < RollupKeys.PARTITIONS; partition++) {
            long to = Math.min(closed, fromNanos + size * step.stepNanos());
            for (RollupWindow window : windows.of(partition, step, fromNanos, to)) {
                found[partition][(int) ((window.beginNanos() - fromNanos) / step.stepNanos())] =
                        window;
            }
        }
        long oldest = windows.knownNanos(step);
        for (int i = 0; i < size; i++) {
            long begin = fromNanos + i * step.stepNanos();
            known[i] = begin >= oldest && begin + step.stepNanos() <= closed;
        }
    }

    private List<RollupKey> asked() {
        return query.keys().stream().map(text -> RollupKey.of(dimension, text)).distinct().toList();
    }

    /** The keys with most over the whole time. */
    private List<RollupKey> most() {
        if (dimension == Dimension.TOTAL) {
            return List.of(RollupKey.of(dimension, ""));
        }
        Map<RollupKey, RollupSums> sums = new HashMap<>();
        for (RollupWindow[] its : found) {
            for (int i = 0; i < size; i++) {
                if (known[i] && its[i] != null) {
                    RollupColumns columns = its[i].columns();
                    for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
                        RollupKey key = RollupKey.of(dimension, columns, row);
                        sums.computeIfAbsent(key, k -> new RollupSums()).add(columns, row);
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

    /** What all keys of the dimension have together, point by point. */
    private long[] totals() {
        long[] totals = new long[size];
        for (RollupWindow[] its : found) {
            for (int i = 0; i < size; i++) {
                if (its[i] != null) {
                    RollupSums all = new RollupSums().add(its[i].columns(), dimension);
                    totals[i] += all.of(query.metric());
                }
            }
        }
        return totals;
    }

    private List<Long> points(RollupKey key) {
        RollupWindow[] its = found[key.partition()];
        List<Long> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            points.add(known[i] ? point(key, its[i]) : null);
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
