package io.ringflow.job.local;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * For each shard one integer that Flink's key hash takes to the key group with the shard's number,
 * so that shards are key groups and spread evenly over the subtasks.
 */
public final class ShardKeys {

    private ShardKeys() {}

    /** The keys of {@code shards} shards, where that is the job's max parallelism. */
    public static int[] of(int shards) {
        int[] keys = new int[shards];
        Arrays.fill(keys, -1);
        int missing = shards;
        for (int key = 0; missing > 0; key++) {
            int shard = KeyGroupRangeAssignment.assignToKeyGroup(key, shards);
            if (keys[shard] < 0) {
                keys[shard] = key;
                missing--;
            }
        }
        return keys;
    }
}
