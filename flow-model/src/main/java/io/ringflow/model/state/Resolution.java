package io.ringflow.model.state;

import java.time.Duration;

/** The windows that traffic is summed up in, and for how long they are kept. */
public enum Resolution {
    SECOND(Duration.ofSeconds(1), Duration.ofMinutes(15)),
    MINUTE(Duration.ofMinutes(1), Duration.ofHours(24)),
    HOUR(Duration.ofHours(1), Duration.ofDays(30));

    private final Duration step;
    private final Duration kept;

    Resolution(Duration step, Duration kept) {
        this.step = step;
        this.kept = kept;
    }

    /** Length of a window. */
    public Duration step() {
        return step;
    }

    /** How long a window is kept, in event time. */
    public Duration kept() {
        return kept;
    }

    /** Length of a window in nanoseconds. */
    public long stepNanos() {
        return step.toNanos();
    }

    /** Begin of the window that a moment falls into, nanoseconds since the epoch. */
    public long windowOf(long nanos) {
        return Math.floorDiv(nanos, stepNanos()) * stepNanos();
    }
}
