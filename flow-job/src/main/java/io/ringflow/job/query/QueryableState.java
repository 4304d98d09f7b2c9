package io.ringflow.job.query;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;
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
    private final PublishedShard.Progress progress = new PublishedShard.Progress();
    private final Map<Integer, Integer> shardOfKey = new HashMap<>();
    private final Set<Observer> captures = new HashSet<>();
    private KeyGroupRange ownShards = KeyGroupRange.EMPTY_KEY_GROUP_RANGE;
    private KeyGroupRange ownCaptures = KeyGroupRange.EMPTY_KEY_GROUP_RANGE;
    private boolean answers;

    private QueryableState(StateDirectory directory) {
        this.directory = directory;
    }

    /**
     * A task's part in its job. It publishes what it has restored next, and then answers.
     *
     * @param shards shards of the job's state
     * @param service starts with the job's first task in this process
     */
    public static QueryableState register(JobID job, int shards, StateService service) {
        StateDirectory directory = StateDirectory.join(job, shards, service);
        directory.claims().change();
        return new QueryableState(directory);
    }

    /** From now on the task answers for its shards: those that hold anything are published. */
    public void answerFor(KeyGroupRange own) {
        ownShards = own;
        for (int number : own) {
            directory.answer(number, progress);
        }
        directory.claims().claimShards(own);
        settle();
    }

    /** From now on the task answers for the capture totals of its key groups. */
    public void answerForCaptures(KeyGroupRange own) {
        ownCaptures = own;
        directory.claims().claimCaptures(own);
        settle();
    }

    private void settle() {
        answers = true;
        directory.claims().settle();
    }

    /** Publishes a shard, named by its key, as it is now. */
    public void publish(int shardKey, FlowShard shard) {
        int number =
                shardOfKey.computeIfAbsent(
                        shardKey,
                        key ->
                                KeyGroupRangeAssignment.assignToKeyGroup(
                                        key, directory.shardCount()));
        directory.publish(number, shard, progress);
    }

    /**
     * All that was published has folded the packets before a time.
     *
     * @param nanos nanoseconds since the epoch; {@link Long#MAX_VALUE} at the capture's end, when
     *     the shards know best
     */
    public void complete(long nanos) {
        if (nanos != Long.MAX_VALUE) {
            progress.complete(nanos);
            directory.publishWatermark(nanos);
        }
    }

    /** Whether anybody follows the changes of flows. */
    public boolean followed() {
        return directory.changes().followed();
    }

    /** Hands over what changed in a shard. */
    public void changed(FlowChanges changes) {
        if (changes.count() > 0) {
            directory.changes().offer(changes);
        }
    }

    /** Publishes a capture's totals. */
    public void publish(Observer observer, CaptureTotals totals) {
        captures.add(observer);
        directory.publish(observer, totals);
    }

    /** Takes back all that was published. */
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
        shardOfKey.values().forEach(number -> directory.withdraw(number, progress));
        captures.forEach(directory::withdraw);
        claims.settle();
        directory.leave();
    }
}
