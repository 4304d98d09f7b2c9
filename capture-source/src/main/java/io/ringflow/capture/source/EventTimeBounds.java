package io.ringflow.capture.source;

/**
 * How far a split's event time may be from that of the others. A split behind the lower bound is
 * moved up to it, so that it can't stop time for the others; one beyond the upper bound waits.
 * There are no bounds until the first {@link ReferenceTime} has come. Used by one task thread.
 */
final class EventTimeBounds {

    /** The most that a split may be away from the reference time. */
    static final long MOST_NANOS = 10_000_000_000L;

    private boolean known;
    private long referenceNanos;
    private long sinceNanos;

    /**
     * Takes note of the reference time.
     *
     * @param nowNanos value of {@link System#nanoTime}
     */
    void reference(long nanos, long nowNanos) {
        known = true;
        referenceNanos = nanos;
        sinceNanos = nowNanos;
    }

    /**
     * The event time that no split may be behind; {@link Long#MIN_VALUE} if unknown. It does not
     * move by itself, because all splits may stand still.
     */
    long lowestNanos() {
        return known ? referenceNanos - MOST_NANOS : Long.MIN_VALUE;
    }

    /**
     * Returns true if a split at this event time must wait. The limit moves on with the clock, so
     * that nobody waits because no reference time comes.
     */
    boolean isAhead(long eventNanos, long nowNanos) {
        return known && eventNanos > referenceNanos + (nowNanos - sinceNanos) + MOST_NANOS;
    }
}
