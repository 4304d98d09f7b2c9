package io.ringflow.job.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was summed up, for tests of whoever does. */
public final class RolledUp implements Consumer<RollupBatch> {

    private final List<RollupBatch> batches = new ArrayList<>();

    @Override
    public void accept(RollupBatch batch) {
        batches.add(batch);
    }

    /** Every key's bytes, packets, flows and drops; keys as {@code DIMENSION key}. */
    public Map<String, List<Long>> all() {
        return Rollups.sum(batches.stream().map(Rollups::columns).toList());
    }

    /** The same of one moment. */
    public Map<String, List<Long>> at(long nanos) {
        return Rollups.sum(
                batches.stream()
                        .filter(batch -> batch.beginNanos() == nanos)
                        .map(Rollups::columns)
                        .toList());
    }

    /** The sums of all keys of a dimension. */
    public List<Long> of(String dimension) {
        return all().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(dimension + " "))
                .map(Map.Entry::getValue)
                .reduce(List.of(0L, 0L, 0L, 0L), Rollups::sum);
    }

    /** Flows that ended. */
    public long endedFlows() {
        Spreads spreads = new Spreads();
        batches.forEach(batch -> spreads.merge(Rollups.columns(batch).spreads()));
        return spreads.flowBytes.percentiles(1).count();
    }

    /** Adds up sums. */
    public static List<Long> sum(List<Long> one, List<Long> other) {
        return Rollups.sum(one, other);
    }
}
