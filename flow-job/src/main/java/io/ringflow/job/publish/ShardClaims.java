package io.ringflow.job.publish;

import io.ringflow.rpc.server.Claims;
import java.util.BitSet;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * The parts of a job's state that the tasks in this process answer for. A task publishes or
 * withdraws its state between {@link #change()} and {@link #settle()}. A reader that gets the same
 * settled claims before and after it reads the state knows what it has read. Thread-safe.
 */
final class ShardClaims {

    private final int expectedShards;
    private final BitSet shards = new BitSet();
    private final BitSet captures = new BitSet();
    private final BitSet rollups = new BitSet();
    private int changing;
    private long generation;
    private long claimedMillis;
    private boolean keeps;

    ShardClaims(int expectedShards) {
        this.expectedShards = expectedShards;
    }

    /** Whether some of the claims are of closed tasks, so that any other process's count more. */
    synchronized void keeps(boolean closed) {
        keeps = closed;
    }

    /** A task starts to publish or to withdraw its state. */
    synchronized void change() {
        changing++;
        generation++;
    }

    /** A task has published or withdrawn its state. */
    synchronized void settle() {
        changing--;
        generation++;
    }

    /** Adds shards of a task that is changing. */
    synchronized void claimShards(KeyGroupRange range) {
        set(shards, range, true);
        claimedMillis = System.currentTimeMillis();
    }

    /** Adds capture totals of a task that is changing. */
    synchronized void claimCaptures(KeyGroupRange range) {
        set(captures, range, true);
        claimedMillis = System.currentTimeMillis();
    }

    /** Adds partitions of the rollups of a task that is changing. */
    synchronized void claimRollups(Iterable<Integer> partitions) {
        partitions.forEach(rollups::set);
        claimedMillis = System.currentTimeMillis();
    }

    /** Removes partitions of the rollups that are no longer published. */
    synchronized void dropRollups(Iterable<Integer> partitions) {
        partitions.forEach(rollups::clear);
    }

    /** Removes shards of a task that is changing. */
    synchronized void dropShards(KeyGroupRange range) {
        set(shards, range, false);
    }

    /** Removes shards and capture totals that no task has claimed since they were kept. */
    synchronized void drop(BitSet lostShards, BitSet lostCaptures) {
        shards.andNot(lostShards);
        captures.andNot(lostCaptures);
    }

    /** Removes capture totals of a task that is changing. */
    synchronized void dropCaptures(KeyGroupRange range) {
        set(captures, range, false);
    }

    private static void set(BitSet bits, KeyGroupRange range, boolean value) {
        bits.set(range.getStartKeyGroup(), range.getEndKeyGroup() + 1, value);
    }

    /** The claims at this moment. */
    synchronized Claims now() {
        return new Claims(
                generation,
                changing == 0,
                expectedShards,
                (BitSet) shards.clone(),
                (BitSet) captures.clone(),
                (BitSet) rollups.clone(),
                keeps ? 0 : claimedMillis);
    }

    /** Number of claimed shards. */
    synchronized int shardCount() {
        return shards.cardinality();
    }
}
