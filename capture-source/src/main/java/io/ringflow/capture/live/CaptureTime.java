package io.ringflow.capture.live;

/**
 * A reading of both clocks of a {@link CaptureClock}. Everything that one step of a capture does
 * happens at the same time.
 *
 * @param epochNanos wall clock, nanoseconds since the epoch
 * @param monotonicNanos monotonic clock
 */
record CaptureTime(long epochNanos, long monotonicNanos) {}
