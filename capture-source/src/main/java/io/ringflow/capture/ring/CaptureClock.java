package io.ringflow.capture.ring;

import java.time.Instant;

/** The two clocks of a capture. */
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

    /** Wall clock: nanoseconds since the epoch. What is recorded. */
    long epochNanos();

    /** Nanoseconds that never run back. What is waited for. */
    long monotonicNanos();
}
