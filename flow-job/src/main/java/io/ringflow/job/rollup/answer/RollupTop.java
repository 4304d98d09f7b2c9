package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.RollupColumns;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupSums;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.TopQuery;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the keys of one dimension with most traffic. One instance per query. */
final class RollupTop {

    private final ClosedWindows windows;
    private final Dimension dimension;
    private final Metric metric;
    private final Map<RollupKey, RollupSums> sums = new HashMap<>();

    /** Sums of all traffic, in which each packet counts once. */
    private final RollupSums total = new RollupSums();

    /** Sums of all keys of the dimension, in which a packet may count for several keys. */
    private final RollupSums allKeys = new RollupSums();

    RollupTop(ClosedWindows windows, Dimension dimension, Metric metric) {
        this.windows = windows;
        this.dimension = dimension;
        this.metric = metric;
    }

    TopAnswer answer(TopQuery query, Coverage coverage) {
        Duration window = query.window().orElseThrow();
        long now = windows.completeNanos();
        if (now != Long.MIN_VALUE && query.untilNanos().isPresent()) {
            long until = query.untilNanos().getAsLong();
            addWhole(until - window.toNanos(), Math.min(until, now), now);
        } else if (now != Long.MIN_VALUE) {
            add(now - window.toNanos(), now, window);
        }
        List<Map.Entry<RollupKey, RollupSums>> first =
                sums.entrySet().stream()
                        .filter(entry -> entry.getValue().of(metric) > 0)
                        .sorted(
                                Comparator.comparingLong(
                                                (Map.Entry<RollupKey, RollupSums> entry) ->
                                                        -entry.getValue().of(metric))
                                        .thenComparing(entry -> entry.getKey().text()))
                        .limit(query.limit())
                        .toList();
        // If packets count for several keys, those of the other keys do too.
        RollupSums other =
                new RollupSums().add(RollupKeys.countsTwice(dimension) ? allKeys : total);
        first.forEach(entry -> other.subtract(entry.getValue()));
        return new TopAnswer(
                first.stream()
                        .map(entry -> entry(List.of(entry.getKey().text()), entry.getValue()))
                        .toList(),
                entry(List.of(""), other),
                TopAnswer.Basis.WINDOW,
                coverage);
    }

    private TopAnswer.Entry entry(List<String> key, RollupSums part) {
        long all = total.of(metric);
        double share = all <= 0 ? 0 : Math.clamp((double) part.of(metric) / all, 0, 1);
        return new TopAnswer.Entry(key, part.bytes, part.packets, part.flows, share);
    }

    /** Adds the longest windows that are needed, then shorter ones for the remaining time. */
    private void add(long from, long end, Duration window) {
        long done = from;
        for (Resolution resolution :
                List.of(Resolution.HOUR, Resolution.MINUTE, Resolution.SECOND)) {
            boolean needed =
                    resolution == Resolution.SECOND
                            || window.compareTo(shorterThan(resolution).kept()) > 0;
            long to = resolution == Resolution.SECOND ? end : windows.closedNanos(resolution);
            if (needed && to > done) {
                add(resolution, resolution.windowOf(done), to);
                done = to;
            }
        }
    }

    /** Adds the windows that lie in a time range: the shortest that are kept since its start. */
    private void addWhole(long from, long end, long now) {
        for (Resolution resolution : Resolution.values()) {
            if (now - from <= resolution.keptToCompare().toNanos()) {
                long first = resolution.windowOf(from + resolution.stepNanos() - 1);
                add(resolution, first, resolution.windowOf(end));
                return;
            }
        }
    }

    private static Resolution shorterThan(Resolution resolution) {
        return Resolution.of(resolution.ordinal() - 1);
    }

    private void add(Resolution resolution, long from, long to) {
        for (int partition = 0; partition < RollupKeys.PARTITIONS; partition++) {
            for (RollupWindow window : windows.of(partition, resolution, from, to)) {
                RollupColumns columns = window.columns();
                total.add(columns, Dimension.TOTAL);
                allKeys.add(columns, dimension);
                for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
                    RollupKey key = RollupKey.of(dimension, columns, row);
                    sums.computeIfAbsent(key, absent -> new RollupSums()).add(columns, row);
                }
            }
        }
    }
}
