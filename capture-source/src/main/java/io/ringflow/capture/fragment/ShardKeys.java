package io.ringflow.capture.fragment;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Finds for each shard an integer that Flink's key hash maps to the key group with the shard's
 * number. So each shard is a key group, and shards are distributed evenly over the subtasks.
 */
public final class ShardKeys {

    private ShardKeys() {}

    /** Returns the keys of all shards. Their number must be the job's max parallelism. */
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
