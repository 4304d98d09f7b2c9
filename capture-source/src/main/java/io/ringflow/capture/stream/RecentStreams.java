package io.ringflow.capture.stream;

/**
 * Streams of which something was noted lately, by the fingerprint of their direction. Has a fixed
 * number of slots; a stream displaces the one in its slot. Not thread-safe.
 */
final class RecentStreams {

    private static final int SLOTS = 4096;

    private final long keepNanos;
    private final long[] keys = new long[SLOTS];
    private final long[] sinceNanos = new long[SLOTS];
    private final int[] counts = new int[SLOTS];

    /** Creates an empty set whose entries are kept for a time after the first note. */
    RecentStreams(long keepNanos) {
        this.keepNanos = keepNanos;
    }

    /** Adds to the number of a stream. */
    void add(long key, int more, long nowNanos) {
        int slot = (int) key & SLOTS - 1;
        if (keys[slot] != key || nowNanos - sinceNanos[slot] >= keepNanos) {
            keys[slot] = key;
            sinceNanos[slot] = nowNanos;
            counts[slot] = 0;
        }
        counts[slot] += more;
    }

    /** The number of a stream, 0 if nothing is known about it. */
    int count(long key, long nowNanos) {
        int slot = (int) key & SLOTS - 1;
        return keys[slot] == key && nowNanos - sinceNanos[slot] < keepNanos ? counts[slot] : 0;
    }
}
