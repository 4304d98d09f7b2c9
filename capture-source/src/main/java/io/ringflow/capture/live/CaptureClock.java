package io.ringflow.capture.live;

import java.time.Instant;

/** The two clocks of a live capture. Tests replace them. */
interface CaptureClock {

    /** The machine's clocks. */
    CaptureClock SYSTEM =
            new CaptureClock() {
                @Override
                public long epochNanos() {
                    Instant now = Instant.now();
                    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
                }

                @Override
                public long monotonicNanos() {
                    return System.nanoTime();
                }
            };

    /** Wall clock, nanoseconds since the epoch. Used for times that are recorded. */
    long epochNanos();

    /** Monotonic clock, nanoseconds. Used for waiting; only differences mean anything. */
    long monotonicNanos();

    /** Reads both clocks. */
    default CaptureTime now() {
        return new CaptureTime(epochNanos(), monotonicNanos());
    }
}
