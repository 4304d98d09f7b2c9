package io.ringflow.capture.fold;

/**
 * The clocks that a capture has left by a jump, each as the newest packet time that was seen on it.
 * Only the last few are remembered. Not thread-safe.
 */
final class LeftClocks {

    private static final int MOST = 4;

    private final long nearNanos;
    private int count;

    /** The clock left last is the last one. */
    private final long[] newest = new long[MOST];

    /**
     * Creates an empty memory.
     *
     * @param nearNanos times at most this far from a clock's newest one belong to it
     */
    LeftClocks(long nearNanos) {
        this.nearNanos = nearNanos;
    }

    /** Returns true if a packet's time belongs to a clock, which it then advances. */
    boolean holds(long packetNanos) {
        for (int clock = 0; clock < count; clock++) {
            if (distance(packetNanos, newest[clock]) <= nearNanos) {
                newest[clock] = Math.max(newest[clock], packetNanos);
                return true;
            }
        }
        return false;
    }

    /** Remembers the newest time on a clock, and forgets the one that a packet belongs to. */
    void replace(long packetNanos, long leftNanos) {
        int kept = 0;
        for (int clock = 0; clock < count; clock++) {
            if (distance(packetNanos, newest[clock]) > nearNanos) {
                newest[kept++] = newest[clock];
            }
        }
        if (kept == MOST) {
            System.arraycopy(newest, 1, newest, 0, --kept);
        }
        newest[kept] = leftNanos;
        count = kept + 1;
    }

    /** Returns the distance of two times, {@link Long#MAX_VALUE} if it doesn't fit. */
    static long distance(long nanos, long other) {
        long distance = Math.max(nanos, other) - Math.min(nanos, other);
        return distance < 0 ? Long.MAX_VALUE : distance;
    }
}
