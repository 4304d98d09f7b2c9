package io.ringflow.job.query;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * One task's part in the queryable state of its job: the shards and captures that it publishes, and
 * takes back when it closes. Used by the task thread.
 *
 * <p>What is published is the state object itself. The task publishes again for each batch, because
 * Flink replaces the object while a checkpoint runs.
 */
public final class QueryableState {

    private final StateDirectory directory;
    private final int own;
    private final Map<Integer, Integer> shardOfKey = new HashMap<>();
    private final Set<Observer> captures = new HashSet<>();
    private final Set<Integer> rollups = new HashSet<>();

    private QueryableState(StateDirectory directory, int own) {
        this.directory = directory;
        this.own = own;
    }

    /**
     * A task's part in its job.
     *
     * @param shards shards of the job's state
     * @param own how many of them the task answers for
     */
    public static QueryableState register(JobID job, int shards, int own) {
        return new QueryableState(StateDirectory.join(job, shards, own), own);
    }

    /** Publishes a shard, named by its key, as it is now. */
    public void publish(int shardKey, FlowShard shard) {
        int number =
                shardOfKey.computeIfAbsent(
                        shardKey,
                        key ->
                                KeyGroupRangeAssignment.assignToKeyGroup(
                                        key, directory.shardCount()));
        directory.publish(number, shard);
    }

    /** Tells how far event time has come, nanoseconds since the epoch. */
    public void publishWatermark(long nanos) {
        directory.publishWatermark(nanos);
    }

    /** Publishes a capture's totals. */
    public void publish(Observer observer, CaptureTotals totals) {
        captures.add(observer);
        directory.publish(observer, totals);
    }

    /** Publishes what a partition of the rollups keeps. */
    public void publishRollups(int partition, RollupPartition windows) {
        rollups.add(partition);
        directory.publishRollups(partition, windows);
    }

    /** Takes back all that was published. */
    public void withdraw() {
        rollups.forEach(directory::withdrawRollups);
        shardOfKey.values().forEach(directory::withdraw);
        captures.forEach(directory::withdraw);
        directory.leave(own);
    }
}
