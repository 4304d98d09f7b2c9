package io.ringflow.capture.live;

/** A time on the monotonic clock at which something is due. Handles the clock's overflow. */
final class Deadline {

    private long dueNanos;

    /** A deadline that is due at once. */
    Deadline(CaptureTime now) {
        expire(now);
    }

    /** Sets the deadline to a delay from now. */
    void set(CaptureTime now, long delayNanos) {
        dueNanos = now.monotonicNanos() + delayNanos;
    }

    /** Makes it due at once. */
    void expire(CaptureTime now) {
        dueNanos = now.monotonicNanos();
    }

    boolean isDue(CaptureTime now) {
        return dueNanos - now.monotonicNanos() <= 0;
    }

    /** Nanoseconds until the deadline; 0 or negative if it is due. */
    long remainingNanos(long monotonicNanos) {
        return dueNanos - monotonicNanos;
    }
}
