package io.ringflow.job.publish;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * One task's part of the queryable state of its job: the shards, captures and rollups that the task
 * publishes, and withdraws or leaves to queries when it closes. Used by the task thread alone.
 *
 * <p>The state objects themselves are published. The task publishes them again for each batch,
 * because Flink replaces an object while a checkpoint runs.
 */
public final class QueryableState {

    private final StateDirectory directory;
    private final PublishedShard.Progress progress = new PublishedShard.Progress();
    private final Map<Integer, Integer> shardOfKey = new HashMap<>();
    private final Map<Observer, CaptureTotals> captures = new HashMap<>();
    private Map<Integer, RollupPartition> rollups = Map.of();
    private KeyGroupRange ownShards = KeyGroupRange.EMPTY_KEY_GROUP_RANGE;
    private KeyGroupRange ownCaptures = KeyGroupRange.EMPTY_KEY_GROUP_RANGE;
    private boolean answers;

    private QueryableState(StateDirectory directory) {
        this.directory = directory;
    }

    /**
     * Registers a task, which then publishes the state that it has restored, and then answers for
     * it.
     *
     * @param shards number of shards of the job
     * @param service starts with the job's first task in this process
     */
    public static QueryableState register(JobID job, int shards, StateService service) {
        StateDirectory directory = StateDirectory.join(job, shards, service);
        directory.claims().change();
        return new QueryableState(directory);
    }

    /** Answers for shards from now on; those that are not empty are published already. */
    public void answerFor(KeyGroupRange own) {
        ownShards = own;
        for (int number : own) {
            directory.answerFor(number, progress);
        }
        directory.claims().claimShards(own);
        directory.claimedShards(own);
        settle();
    }

    /** Answers for the capture totals of key groups from now on. */
    public void answerForCaptures(KeyGroupRange own) {
        ownCaptures = own;
        directory.claims().claimCaptures(own);
        directory.claimedCaptures(own);
        settle();
    }

    private void settle() {
        answers = true;
        directory.claims().settle();
    }

    /** Publishes the current object of a shard. */
    public void publish(int shardKey, FlowShard shard) {
        directory.publish(number(shardKey), shard, progress);
    }

    private int number(int shardKey) {
        return shardOfKey.computeIfAbsent(
                shardKey,
                key -> KeyGroupRangeAssignment.assignToKeyGroup(key, directory.shardCount()));
    }

    /** Withdraws one shard, which is not answered for any more. */
    public void withdraw(int shardKey) {
        int number = number(shardKey);
        directory.claims().change();
        directory.claims().dropShards(KeyGroupRange.of(number, number));
        directory.withdraw(number, progress);
        directory.claims().settle();
    }

    /**
     * Reports that all published shards have folded the packets before a time.
     *
     * @param nanos nanoseconds since the epoch
     */
    public void complete(long nanos) {
        progress.complete(nanos);
        directory.publishWatermark(nanos);
    }

    /** Returns true if somebody follows the changes of flows. */
    public boolean followed() {
        return directory.changes().isFollowed();
    }

    /** Hands the changes of a shard to those who follow them. */
    public void changed(FlowChanges changes) {
        if (changes.count() > 0) {
            directory.changes().offer(changes);
        }
    }

    /** Publishes a capture's totals. */
    public void publish(Observer observer, CaptureTotals totals) {
        captures.put(observer, totals);
        directory.publish(observer, totals);
    }

    /** Publishes partitions of the rollups, by number, and answers for them from now on. */
    public void publishRollups(Map<Integer, RollupPartition> partitions) {
        rollups = partitions;
        directory.publishRollups(partitions);
        settle();
    }

    /**
     * Leaves everything that was published to queries until the job's next tasks claim it, because
     * the job may be restarting.
     *
     * @param free releases the memory of the shards when no query can find them any more
     */
    public void keep(Runnable free) {
        if (!answers) {
            withdraw();
            free.run();
            return;
        }
        directory.leave(new KeptPart(progress, ownShards, ownCaptures, captures, rollups, free));
    }

    /**
     * Releases what is kept of a job. Called when the job leaves this process, before its classes
     * do; so this must be done when it returns.
     */
    public static void forget(JobID job) {
        StateDirectory.forget(job);
    }

    /** Withdraws everything that was published. */
    public void withdraw() {
        ShardClaims claims = directory.claims();
        if (answers) {
            claims.change();
        }
        claims.dropShards(ownShards);
        claims.dropCaptures(ownCaptures);
        for (int number : ownShards) {
            directory.withdraw(number, progress);
        }
        rollups.forEach(directory::withdrawRollups);
        shardOfKey.values().forEach(number -> directory.withdraw(number, progress));
        captures.keySet().forEach(directory::withdraw);
        claims.settle();
        directory.leave();
    }
}
