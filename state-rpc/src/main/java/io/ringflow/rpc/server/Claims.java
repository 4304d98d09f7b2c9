package io.ringflow.rpc.server;

import java.util.BitSet;

/**
 * The part of a job's state that the tasks in this process answer for at one moment. An answer
 * covers exactly this part if the claims were settled before it was made and have the same
 * generation after it.
 *
 * @param generation a number that every change increases
 * @param settled false while a task publishes or withdraws its part
 * @param expectedShards number of shards of the job
 * @param shards shards that are answered for; not modified
 * @param captures key groups whose capture totals are answered for; not modified
 * @param rollups partitions of the rollups that are answered for; not modified
 * @param claimedMillis wall clock when the last task claimed its part, milliseconds since the
 *     epoch; 0 while the process also answers for closed tasks, whose state another process may
 *     have by now
 */
public record Claims(
        long generation,
        boolean settled,
        int expectedShards,
        BitSet shards,
        BitSet captures,
        BitSet rollups,
        long claimedMillis) {}
