package io.ringflow.capture.live;

/**
 * Decides when a capture without packets advances event time by the clock. A heartbeat is due
 * {@value #INTERVAL_MILLIS} ms after the last packets, so a silent link holds event time back by up
 * to that interval plus the time that packets may spend in the ring. Used on the capture's thread.
 */
final class Heartbeat {

    static final long INTERVAL_MILLIS = 100;

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

    /** Restarts the interval. */
    void restart(CaptureTime now) {
        deadline.set(now, INTERVAL_NANOS);
    }

    /** Nanoseconds until the next heartbeat if no packet arrives. */
    long remainingNanos(long monotonicNanos) {
        return deadline.remainingNanos(monotonicNanos);
    }

    /** The time before which all packets have been read if no block is ready. */
    long completeNanos(CaptureTime now) {
        return now.epochNanos() - retireNanos;
    }
}
