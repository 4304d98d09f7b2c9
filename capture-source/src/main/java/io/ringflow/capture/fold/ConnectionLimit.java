package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.FlowEntries.*;

import java.util.Arrays;

/**
 * Decides which TCP connections are followed. A connection that was silent for the timeout counts
 * as absent, although its entry may still exist. If there are as many connections as allowed, and
 * less than a quarter of them has timed out, the half that was silent longest is forgotten. Not
 * thread-safe.
 */
final class ConnectionLimit {

    /** The upper limit of the number of connections. */
    static final int MAX_CONNECTIONS = 1 << 26;

    private final long timeoutNanos;
    private final int maxConnections;
    private final FlowEntries entries;
    private final SequenceHoles holes;
    private int count;
    private long forgotten;

    /** Newest event time of the segments so far. */
    long newestNanos;

    ConnectionLimit(
            long timeoutNanos, int maxConnections, FlowEntries entries, SequenceHoles holes) {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException(
                    "timeoutNanos must be positive, but is " + timeoutNanos);
        }
        if (maxConnections < 1 || maxConnections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "maxConnections must be from 1 to "
                            + MAX_CONNECTIONS
                            + ", but is "
                            + maxConnections);
        }
        this.timeoutNanos = timeoutNanos;
        this.maxConnections = maxConnections;
        this.entries = entries;
        this.holes = holes;
    }

    /** Number of connections that were forgotten before their timeout. */
    long forgotten() {
        return forgotten;
    }

    /** Number of connections in memory, including those that have timed out. */
    int size() {
        return count;
    }

    /** Returns true if a followed connection counts as absent. */
    boolean isSilent(int at) {
        return newestNanos - entries.rows[at + LAST] >= timeoutNanos;
    }

    /** Starts to follow the connection of an entry, in place of one that has timed out. */
    void start(int at) {
        if (entries.is(at, FOLLOWED)) {
            forget(at);
        } else if (count == maxConnections) {
            forgetSilent();
            if (count > maxConnections - (maxConnections + 3) / 4) {
                forgetLongestSilentHalf();
            }
        }
        count++;
        entries.rows[at + CLOCK] = 0;
        entries.rows[at + NEXT] = 0;
        entries.rows[at + INITIAL] = 0;
        entries.set(at, FOLLOWED, true);
    }

    private void forget(int at) {
        holes.release(entries.holes(at));
        entries.rows[at + STATE] = 0;
        count--;
    }

    /** Forgets the connections that have timed out. */
    void forgetSilent() {
        forget(newestNanos - timeoutNanos, Integer.MAX_VALUE);
    }

    private void forgetLongestSilentHalf() {
        long[] lasts = new long[count];
        int filled = 0;
        for (int number = 0; number < entries.count(); number++) {
            int at = offset(number);
            if (entries.is(at, FOLLOWED)) {
                lasts[filled++] = entries.rows[at + LAST];
            }
        }
        Arrays.sort(lasts);
        int half = (count + 1) / 2;
        long bound = lasts[half - 1];
        int older = 0;
        while (lasts[older] < bound) {
            older++;
        }
        forget(bound, half - older);
        forgotten += half;
    }

    /**
     * Forgets the connections that were last seen before {@code boundNanos}, and the first {@code
     * atBound} of those last seen at exactly that time.
     */
    private void forget(long boundNanos, int atBound) {
        int left = atBound;
        for (int number = 0; number < entries.count(); number++) {
            int at = offset(number);
            long last = entries.rows[at + LAST];
            if (entries.is(at, FOLLOWED)
                    && (last < boundNanos || (last == boundNanos && left-- > 0))) {
                forget(at);
            }
        }
    }
}
