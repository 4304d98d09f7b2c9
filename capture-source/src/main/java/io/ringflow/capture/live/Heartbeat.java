package io.ringflow.capture.live;

/**
 * Decides when a capture without packets sends an empty batch, and what event time that batch may
 * claim. A heartbeat is due {@value #INTERVAL_MILLIS} ms after the capture's last batch, so a
 * silent link holds event time back by up to that interval plus {@link #eventTimeNanos the time
 * that packets may spend in the ring}. Used on the capture's thread.
 */
final class Heartbeat {

    static final long INTERVAL_MILLIS = 250;

    private static final long INTERVAL_NANOS = INTERVAL_MILLIS * 1_000_000;

    private final Deadline deadline;
    private final long retireNanos;

    /**
     * A heartbeat that is due at once.
     *
     * @param retireNanos how old a packet may be when its block is handed over
     */
    Heartbeat(CaptureTime now, long retireNanos) {
        this.deadline = new Deadline(now);
        this.retireNanos = retireNanos;
    }

    boolean isDue(CaptureTime now) {
        return deadline.isDue(now);
    }

    /** Makes the next heartbeat due at once. */
    void expire(CaptureTime now) {
        deadline.expire(now);
    }

    /** Restarts the interval: a batch has been sent. */
    void batchSent(CaptureTime now) {
        deadline.set(now, INTERVAL_NANOS);
    }

    /** Nanoseconds until the next heartbeat if no packet arrives. */
    long remainingNanos(long monotonicNanos) {
        return deadline.remainingNanos(monotonicNanos);
    }

    /**
     * Event time of a heartbeat: the wall clock, minus the longest time that a packet may wait in a
     * block that isn't full. It never runs back.
     *
     * @param newestNanos event time of the capture so far
     */
    long eventTimeNanos(CaptureTime now, long newestNanos) {
        return Math.max(newestNanos, now.epochNanos() - retireNanos);
    }
}
