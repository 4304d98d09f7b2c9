package io.ringflow.job.query;

import java.util.BitSet;

/**
 * What part of a job's state the tasks in this process answer for, at one moment. An answer covers
 * just this part where the claims were settled before it was made, and of the same generation
 * behind.
 *
 * @param generation another number after every change
 * @param settled false while a task publishes its part, or takes it back
 * @param expectedShards shards of the job
 * @param shards shards answered for; never changed
 * @param captures key groups whose capture totals are answered for; never changed
 * @param claimedMillis wall clock when the last task took on its part
 */
public record Claims(
        long generation,
        boolean settled,
        int expectedShards,
        BitSet shards,
        BitSet captures,
        long claimedMillis) {}
