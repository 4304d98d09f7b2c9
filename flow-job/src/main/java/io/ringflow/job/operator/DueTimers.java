package io.ringflow.job.operator;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * For each shard of a task, the timer that is set for its next due flow. There is one at most: what
 * is due moves on with almost every fold, and a timer for each of these times would fire for
 * nothing. Times are event time in milliseconds since the epoch. Used by the task thread.
 */
final class DueTimers {

    private final Map<Integer, Long> times = new HashMap<>();

    /** Returns true if a timer has to be set for a time, because none is set for an earlier one. */
    boolean isNeeded(int shardKey, long millis) {
        Long earliest = times.get(shardKey);
        return earliest == null || earliest > millis;
    }

    /** Returns the timer of a shard that the one for this time takes the place of. */
    OptionalLong set(int shardKey, long millis) {
        Long replaced = times.put(shardKey, millis);
        return replaced == null ? OptionalLong.empty() : OptionalLong.of(replaced);
    }

    /**
     * Takes over the timers of a shard from a checkpoint.
     *
     * @return those that are not needed
     */
    Set<Long> restored(int shardKey, Set<Long> millis) {
        NavigableSet<Long> later = new TreeSet<>(millis);
        times.put(shardKey, later.removeFirst());
        return later;
    }

    /** A timer of a shard has fired, so that those of this time and of earlier ones are gone. */
    void fired(int shardKey, long millis) {
        Long earliest = times.get(shardKey);
        if (earliest != null && earliest <= millis) {
            times.remove(shardKey);
        }
    }
}
