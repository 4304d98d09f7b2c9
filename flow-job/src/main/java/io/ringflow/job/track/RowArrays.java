package io.ringflow.job.track;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Arrays of waiting fragments that the last snapshot no longer needs, for the copies that the next
 * one makes necessary. Such arrays live too long for the young generation, and without this the old
 * one would fill with them. What a snapshot did not use is forgotten at the next one. Thread-safe.
 */
final class RowArrays {

    private final TreeMap<Integer, Deque<long[]>> given = new TreeMap<>();
    private final TreeMap<Integer, Deque<long[]>> usable = new TreeMap<>();

    /** A snapshot starts: what was given since the last one started can be taken from now on. */
    synchronized void snapshotStarts() {
        usable.clear();
        usable.putAll(given);
        given.clear();
    }

    /** Takes over an array, which nobody else may use any more. */
    synchronized void give(long[] array) {
        given.computeIfAbsent(array.length, length -> new ArrayDeque<>()).add(array);
    }

    /** Returns an array with at least so many words, whose content is arbitrary. */
    synchronized long[] take(int words) {
        Map.Entry<Integer, Deque<long[]>> fitting = usable.ceilingEntry(words);
        if (fitting == null) {
            return new long[words];
        }
        long[] taken = fitting.getValue().remove();
        if (fitting.getValue().isEmpty()) {
            usable.remove(fitting.getKey());
        }
        return taken;
    }
}
