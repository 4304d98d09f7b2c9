package io.ringflow.job.rollup;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sums of all shards of a task, merged until event time has advanced, so that the number of
 * records sent depends on tasks and not on shards. It is empty between two watermarks, so it needs
 * no state. Called by the task thread.
 */
public final class TaskRollups implements FlowRollups.Output {

    private final NavigableMap<Long, RollupTable[]> tables = new TreeMap<>();

    /** Empty tables, whose memory the next bucket uses; null if there are none. */
    private RollupTable[] spare;

    @Override
    public void add(int partition, long startNanos, RollupTable sums) {
        tables.computeIfAbsent(startNanos, start -> emptyPartitions())[partition].add(sums);
    }

    private RollupTable[] emptyPartitions() {
        if (spare != null) {
            RollupTable[] reused = spare;
            spare = null;
            return reused;
        }
        RollupTable[] partitions = new RollupTable[RollupKeys.PARTITIONS];
        Arrays.setAll(partitions, partition -> new RollupTable());
        return partitions;
    }

    /** Hands over the sums of every bucket, oldest first, and forgets them. */
    public void drainTo(Consumer<RollupBatch> output) {
        while (!tables.isEmpty()) {
            var oldest = tables.pollFirstEntry();
            RollupTable[] partitions = oldest.getValue();
            for (int partition = 0; partition < partitions.length; partition++) {
                RollupTable table = partitions[partition];
                if (!table.isEmpty()) {
                    output.accept(new RollupBatch(partition, oldest.getKey(), table.encode()));
                    table.clear();
                }
            }
            spare = partitions;
        }
    }
}
