package io.ringflow.server.remote;

import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.FlowStatistics;
import io.ringflow.model.state.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Adds up the statistics of several processes. */
final class StatisticsMerge {

    private static final double[] PARTS = {0, 0.5, 0.9, 0.95, 0.99, 1};
    private static final int HALVINGS = 60;

    private final List<FlowStatistics> all;

    private StatisticsMerge(List<FlowStatistics> all) {
        this.all = all;
    }

    /** The statistics of all processes. */
    static FlowStatistics of(List<FlowStatistics> all, Coverage coverage) {
        return new StatisticsMerge(all).sum(coverage);
    }

    private FlowStatistics sum(Coverage coverage) {
        return new FlowStatistics(
                sum(FlowStatistics::packets),
                sum(FlowStatistics::bytes),
                sum(FlowStatistics::flows),
                endedFlows(),
                sum(FlowStatistics::activeFlows),
                sum(FlowStatistics::retainedFlows),
                all.stream().mapToLong(FlowStatistics::largestShardFlows).max().orElse(0),
                sum(FlowStatistics::latePackets),
                rate(FlowStatistics::packetsPerSecond),
                rate(FlowStatistics::bitsPerSecond),
                rate(FlowStatistics::newFlowsPerSecond),
                percentiles(all.stream().map(FlowStatistics::packetBytes).toList()),
                percentiles(all.stream().map(FlowStatistics::flowBytes).toList()),
                percentiles(all.stream().map(FlowStatistics::flowDurationMs).toList()),
                coverage);
    }

    private long sum(ToLongFunction<FlowStatistics> value) {
        return all.stream().mapToLong(value).sum();
    }

    private double rate(ToDoubleFunction<FlowStatistics> value) {
        return all.stream().mapToDouble(value).sum();
    }

    private List<Long> endedFlows() {
        List<Long> sums = new ArrayList<>();
        for (FlowStatistics each : all) {
            for (int reason = 0; reason < each.endedFlows().size(); reason++) {
                if (reason == sums.size()) {
                    sums.add(0L);
                }
                sums.set(reason, sums.get(reason) + each.endedFlows().get(reason));
            }
        }
        return List.copyOf(sums);
    }

    /**
     * How the values of all processes are spread, as far as how those of each are tells it: between
     * two percentiles they are taken to be spread evenly.
     */
    static Percentiles percentiles(List<Percentiles> spreads) {
        List<Percentiles> some = spreads.stream().filter(each -> each.count() > 0).toList();
        if (some.size() <= 1) {
            return some.isEmpty() ? Percentiles.NONE : some.get(0);
        }
        return new Percentiles(
                some.stream().mapToLong(Percentiles::count).sum(),
                value(some, 0.5),
                value(some, 0.9),
                value(some, 0.95),
                value(some, 0.99),
                max(some));
    }

    private static double max(List<Percentiles> spreads) {
        return spreads.stream().mapToDouble(Percentiles::max).max().orElse(0);
    }

    /** The value that a part of all values is at most, by halving the range it is in. */
    private static double value(List<Percentiles> spreads, double part) {
        double all = spreads.stream().mapToDouble(Percentiles::count).sum();
        double low = 0;
        double high = max(spreads);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double below = 0;
            for (Percentiles spread : spreads) {
                below += spread.count() * partBelow(spread, middle);
            }
            if (below / all < part) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double partBelow(Percentiles spread, double value) {
        double[] values = {0, spread.p50(), spread.p90(), spread.p95(), spread.p99(), spread.max()};
        if (value >= spread.max()) {
            return 1;
        }
        int i = 0;
        while (values[i + 1] <= value) {
            i++;
        }
        double within = (value - values[i]) / (values[i + 1] - values[i]);
        return PARTS[i] + within * (PARTS[i + 1] - PARTS[i]);
    }
}
