package io.ringflow.model.state.query;

import java.time.Duration;
import java.util.List;

/** The windows in which traffic is summed up, and how long they are kept. */
public enum Resolution {
    SECOND(Duration.ofSeconds(1), Duration.ofMinutes(15)),
    MINUTE(Duration.ofMinutes(1), Duration.ofHours(24)),
    HOUR(Duration.ofHours(1), Duration.ofDays(30));

    private static final List<Resolution> VALUES = List.of(values());

    /** Minutes beyond a day, which are compared with those a day later. */
    private static final Duration MORE_MINUTES = Duration.ofHours(2);

    private final Duration step;
    private final Duration kept;

    Resolution(Duration step, Duration kept) {
        this.step = step;
        this.kept = kept;
    }

    /** The resolution with this ordinal. */
    public static Resolution of(int ordinal) {
        return VALUES.get(ordinal);
    }

    /** Length of a window. */
    public Duration step() {
        return step;
    }

    /** How long a window is kept, in event time. */
    public Duration kept() {
        return kept;
    }

    /** How long a window can be compared with a later one. */
    public Duration keptToCompare() {
        return this == MINUTE ? kept.plus(MORE_MINUTES) : kept;
    }

    /** The number of windows that are kept. */
    public int keptWindows() {
        return (int) keptToCompare().dividedBy(step);
    }

    /** Length of a window in nanoseconds. */
    public long stepNanos() {
        return step.toNanos();
    }

    /** Start of the window that contains a moment, nanoseconds since the epoch. */
    public long windowOf(long nanos) {
        return Math.floorDiv(nanos, stepNanos()) * stepNanos();
    }
}
