package io.ringflow.capture.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The event time near which all live splits must stay: the median of their own event times. For an
 * even number of splits the coordinator's clock is one of the values. So a single wrong clock never
 * decides, unless there is no other one. Splits whose time stands still don't count.
 *
 * <p>Used by the coordinator thread.
 */
final class ReferenceTime {

    /** After this time without progress, a split does not count. */
    static final long STALE_MILLIS = 5_000;

    private final Map<String, Progress> splits = new HashMap<>();

    private record Progress(long eventNanos, long sinceMillis) {}

    /**
     * Takes note of a split's event time.
     *
     * @param nowMillis a monotonic clock
     */
    void report(String split, long eventNanos, long nowMillis) {
        Progress before = splits.get(split);
        if (before == null || before.eventNanos() != eventNanos) {
            splits.put(split, new Progress(eventNanos, nowMillis));
        }
    }

    /** Forgets a split that has no reader. */
    void remove(String split) {
        splits.remove(split);
    }

    /**
     * The reference time, nanoseconds since the epoch; empty if no split makes progress.
     *
     * @param nowMillis the monotonic clock
     * @param epochNanos the coordinator's clock
     */
    OptionalLong nanos(long nowMillis, long epochNanos) {
        long[] times =
                splits.values().stream()
                        .filter(split -> nowMillis - split.sinceMillis() <= STALE_MILLIS)
                        .mapToLong(Progress::eventNanos)
                        .toArray();
        if (times.length == 0) {
            return OptionalLong.empty();
        }
        if (times.length % 2 == 0) {
            times = Arrays.copyOf(times, times.length + 1);
            times[times.length - 1] = epochNanos;
        }
        Arrays.sort(times);
        return OptionalLong.of(times[times.length / 2]);
    }
}
