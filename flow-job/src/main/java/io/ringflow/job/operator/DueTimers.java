package io.ringflow.job.operator;

import java.util.HashMap;
import java.util.Map;

/**
 * For each shard of a task, the timer that is set for its next due flow. There is one at most: what
 * is due moves on with almost every fold, and a timer for each of these times would fire for
 * nothing. Used by the task thread.
 */
final class DueTimers {

    private final Map<Integer, Long> times = new HashMap<>();

    /**
     * Returns true if a timer has to be set for a time, because none is set for an earlier one.
     *
     * @param millis event time, milliseconds since the epoch
     */
    boolean set(int shardKey, long millis) {
        Long earliest = times.get(shardKey);
        if (earliest != null && earliest <= millis) {
            return false;
        }
        times.put(shardKey, millis);
        return true;
    }

    /** A timer of a shard has fired, so that those of this time and of earlier ones are gone. */
    void fired(int shardKey, long millis) {
        Long earliest = times.get(shardKey);
        if (earliest != null && earliest <= millis) {
            times.remove(shardKey);
        }
    }
}
