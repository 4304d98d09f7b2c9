package io.ringflow.job.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects rollup batches in tests of the code that emits them. */
public final class CollectedRollups implements FlowRollups.Output {

    private final List<RollupBatch> batches = new ArrayList<>();

    @Override
    public void add(int partition, long startNanos, RollupTable sums) {
        batches.add(new RollupBatch(partition, startNanos, sums.encode()));
    }

    /** Returns bytes, packets, flows and drops by {@code DIMENSION key}. */
    public Map<String, List<Long>> all() {
        return RollupFixture.sum(batches.stream().map(RollupFixture::columns).toList());
    }

    /** Returns the same for the batches of one time. */
    public Map<String, List<Long>> at(long nanos) {
        return RollupFixture.sum(
                batches.stream()
                        .filter(batch -> batch.startNanos() == nanos)
                        .map(RollupFixture::columns)
                        .toList());
    }

    /** Returns the sums over all keys of a dimension. */
    public List<Long> of(String dimension) {
        return all().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(dimension + " "))
                .map(Map.Entry::getValue)
                .reduce(List.of(0L, 0L, 0L, 0L), RollupFixture::sum);
    }

    /** Returns the number of ended flows. */
    public long endedFlows() {
        Distributions distributions = new Distributions();
        batches.forEach(batch -> distributions.merge(RollupFixture.columns(batch).distributions()));
        return distributions.flowBytes.percentiles(1).count();
    }

    /** Adds two lists of sums. */
    public static List<Long> sum(List<Long> one, List<Long> other) {
        return RollupFixture.sum(one, other);
    }
}
