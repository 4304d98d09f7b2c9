package io.ringflow.rpc.merge;

import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Adds up the statistics of several processes. */
public final class StatisticsMerge {

    /** The shares of all values that the percentiles of a distribution mark. */
    private static final double[] PARTS = {0, 0.5, 0.9, 0.95, 0.99, 1};

    /** Enough steps of the bisection to exhaust a double's precision. */
    private static final int HALVINGS = 60;

    private final List<FlowStatistics> all;

    private StatisticsMerge(List<FlowStatistics> all) {
        this.all = all;
    }

    /** The statistics of all processes. */
    public static FlowStatistics of(List<FlowStatistics> all, Coverage coverage) {
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
        for (FlowStatistics statistics : all) {
            for (int reason = 0; reason < statistics.endedFlows().size(); reason++) {
                if (reason == sums.size()) {
                    sums.add(0L);
                }
                sums.set(reason, sums.get(reason) + statistics.endedFlows().get(reason));
            }
        }
        return List.copyOf(sums);
    }

    /**
     * Estimates the percentiles of the values of all processes from the percentiles of each
     * process. Assumes that values are evenly distributed between two neighbouring percentiles.
     */
    static Percentiles percentiles(List<Percentiles> distributions) {
        List<Percentiles> nonEmpty =
                distributions.stream().filter(values -> values.count() > 0).toList();
        if (nonEmpty.size() <= 1) {
            return nonEmpty.isEmpty() ? Percentiles.NONE : nonEmpty.get(0);
        }
        return new Percentiles(
                nonEmpty.stream().mapToLong(Percentiles::count).sum(),
                value(nonEmpty, 0.5),
                value(nonEmpty, 0.9),
                value(nonEmpty, 0.95),
                value(nonEmpty, 0.99),
                max(nonEmpty));
    }

    private static double max(List<Percentiles> distributions) {
        return distributions.stream().mapToDouble(Percentiles::max).max().orElse(0);
    }

    /** Finds the value that the given part of all values does not exceed, by bisection. */
    private static double value(List<Percentiles> distributions, double part) {
        double all = distributions.stream().mapToDouble(Percentiles::count).sum();
        double low = 0;
        double high = max(distributions);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double below = 0;
            for (Percentiles distribution : distributions) {
                below += distribution.count() * partBelow(distribution, middle);
            }
            if (below / all < part) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double partBelow(Percentiles of, double value) {
        double[] values = {0, of.p50(), of.p90(), of.p95(), of.p99(), of.max()};
        if (value >= of.max()) {
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
