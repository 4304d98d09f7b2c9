package io.ringflow.job.publish;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.model.Observer;
import io.ringflow.rpc.wire.StateParts;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * What a closed task has published and queries still read, until the job's next tasks claim it.
 * Created by the task thread; changed with the monitor of the {@link StateDirectory} that has it.
 */
final class KeptPart {

    /** For this long if no task claims it. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * For this long after the first of the next tasks has claimed its part. What is left then has
     * moved to other processes.
     */
    static final Duration AFTER_FIRST_CLAIM = Duration.ofSeconds(5);

    private final PublishedShard.Progress progress;
    private final BitSet shards = new BitSet();
    private final BitSet captureGroups = new BitSet();
    private final Map<Observer, CaptureTotals> captures;
    private final Map<Integer, RollupPartition> rollups;
    private final Runnable free;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * Keeps the part of a task.
     *
     * @param progress the task's progress, which its shards were published with
     * @param free releases the memory of the shards; called once, when no query can find them
     */
    KeptPart(
            PublishedShard.Progress progress,
            KeyGroupRange shards,
            KeyGroupRange captureGroups,
            Map<Observer, CaptureTotals> captures,
            Map<Integer, RollupPartition> rollups,
            Runnable free) {
        this.progress = progress;
        set(this.shards, shards, true);
        set(this.captureGroups, captureGroups, true);
        this.captures = new HashMap<>(captures);
        this.rollups = new HashMap<>(rollups);
        this.free = free;
    }

    private static void set(BitSet bits, KeyGroupRange range, boolean value) {
        bits.set(range.getStartKeyGroup(), range.getEndKeyGroup() + 1, value);
    }

    /** Calls back, in another thread, when the part must go. */
    void whenOver(Runnable action) {
        var unused = end.thenRunAsync(action);
        endAfter(LONGEST);
    }

    /** Shortens the time for which the part is kept. */
    void endAfter(Duration time) {
        var unused = end.completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The next tasks have published these shards. */
    void claimedShards(KeyGroupRange range) {
        if (!shards.isEmpty()) {
            set(shards, range, false);
            claimed();
        }
    }

    /** The next tasks have published the capture totals of these key groups. */
    void claimedCaptures(KeyGroupRange range) {
        if (!captureGroups.isEmpty()) {
            set(captureGroups, range, false);
            claimed();
        }
    }

    /** The next tasks have published these partitions of the rollups. */
    void claimedRollups(Iterable<Integer> partitions) {
        if (!rollups.isEmpty()) {
            partitions.forEach(rollups::remove);
            claimed();
        }
    }

    /** Running tasks of other processes answer for these parts. */
    void claimedElsewhere(StateParts elsewhere) {
        if (elsewhere.contain(parts())) {
            end.complete(null);
        }
    }

    private void claimed() {
        if (shards.isEmpty() && captureGroups.isEmpty() && rollups.isEmpty()) {
            end.complete(null);
        } else {
            endAfter(AFTER_FIRST_CLAIM);
        }
    }

    /** What no task of this process has claimed. */
    StateParts parts() {
        BitSet partitions = new BitSet();
        rollups.keySet().forEach(partitions::set);
        return new StateParts((BitSet) shards.clone(), (BitSet) captureGroups.clone(), partitions);
    }

    PublishedShard.Progress progress() {
        return progress;
    }

    /** The shards that no task has claimed. */
    BitSet shards() {
        return shards;
    }

    /** The key groups of capture totals that no task has claimed. */
    BitSet captureGroups() {
        return captureGroups;
    }

    /** The totals of captures, also of those that were claimed. */
    Map<Observer, CaptureTotals> captures() {
        return captures;
    }

    /** The partitions of the rollups that no task has claimed. */
    Map<Integer, RollupPartition> rollups() {
        return rollups;
    }

    void free() {
        end.complete(null);
        free.run();
    }
}
