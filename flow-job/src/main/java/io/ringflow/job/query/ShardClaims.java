package io.ringflow.job.query;

import java.util.BitSet;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * What the tasks of one job in this process answer for. A task publishes its state between {@link
 * #change()} and {@link #settle()}, and takes it back between them too, so that whoever looks
 * before and after an answer knows what was in it. Thread-safe.
 */
final class ShardClaims {

    private final int expectedShards;
    private final BitSet shards = new BitSet();
    private final BitSet captures = new BitSet();
    private int changing;
    private long generation;
    private long claimedMillis;

    ShardClaims(int expectedShards) {
        this.expectedShards = expectedShards;
    }

    /** A task begins to publish or to take back. */
    synchronized void change() {
        changing++;
        generation++;
    }

    /** The task has done so. */
    synchronized void settle() {
        changing--;
        generation++;
    }

    /** The task that is changing answers for shards from now on. */
    synchronized void claimShards(KeyGroupRange range) {
        set(shards, range, true);
        claimedMillis = System.currentTimeMillis();
    }

    /** The task that is changing answers for capture totals from now on. */
    synchronized void claimCaptures(KeyGroupRange range) {
        set(captures, range, true);
        claimedMillis = System.currentTimeMillis();
    }

    /** The task that is changing answers for them no more. */
    synchronized void dropShards(KeyGroupRange range) {
        set(shards, range, false);
    }

    /** The task that is changing answers for them no more. */
    synchronized void dropCaptures(KeyGroupRange range) {
        set(captures, range, false);
    }

    private static void set(BitSet bits, KeyGroupRange range, boolean value) {
        bits.set(range.getStartKeyGroup(), range.getEndKeyGroup() + 1, value);
    }

    /** What is answered for now. */
    synchronized Claims now() {
        return new Claims(
                generation,
                changing == 0,
                expectedShards,
                (BitSet) shards.clone(),
                (BitSet) captures.clone(),
                claimedMillis);
    }

    /** Shards answered for now. */
    synchronized int answering() {
        return shards.cardinality();
    }
}
