package io.ringflow.job.rollup.answer;

import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.model.state.query.Resolution;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The closed windows of all available partitions, as one query sees them. */
final class ClosedWindows {

    private static final List<Resolution> COARSEST_FIRST =
            List.of(Resolution.HOUR, Resolution.MINUTE, Resolution.SECOND);

    private final Map<Integer, RollupPartition> partitions;
    private final long completeNanos;
    private final long newestNanos;
    private final boolean ended;

    ClosedWindows(Map<Integer, RollupPartition> partitions) {
        this.partitions = Map.copyOf(partitions);
        // All partitions have closed the same seconds, unless they are just closing one.
        ended = partitions.values().stream().allMatch(RollupPartition::ended);
        newestNanos = newest(RollupPartition::completeNanos);
        completeNanos =
                ended
                        ? newestNanos
                        : partitions.values().stream()
                                .mapToLong(RollupPartition::completeNanos)
                                .min()
                                .orElse(Long.MIN_VALUE);
    }

    private long newest(ToLongFunction<RollupPartition> time) {
        return partitions.values().stream().mapToLong(time).max().orElse(Long.MIN_VALUE);
    }

    boolean isEmpty() {
        return partitions.isEmpty();
    }

    boolean has(int partition) {
        return partitions.containsKey(partition);
    }

    /** Returns the end of the newest second closed in all partitions, or MIN_VALUE if none. */
    long completeNanos() {
        return wholeSeconds(completeNanos);
    }

    /** Returns the end of the newest second closed in any partition. */
    long newestNanos() {
        return wholeSeconds(newestNanos);
    }

    private static long wholeSeconds(long nanos) {
        return nanos == Long.MIN_VALUE ? nanos : Resolution.SECOND.windowOf(nanos);
    }

    /** Returns the end of the newest window of a resolution closed in all partitions. */
    long closedNanos(Resolution resolution) {
        if (completeNanos == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        long window = resolution.windowOf(completeNanos);
        return ended && window < completeNanos ? window + resolution.stepNanos() : window;
    }

    /**
     * Returns the start of the oldest known window of a resolution, which may have been empty. Must
     * be called after the windows were read: windows removed meanwhile count as unknown.
     */
    long knownNanos(Resolution resolution) {
        long oldest =
                partitions.values().stream()
                        .mapToLong(partition -> partition.oldestNanos(resolution))
                        .min()
                        .orElse(Long.MAX_VALUE);
        return Math.max(oldest, newest(partition -> partition.forgottenNanos(resolution)));
    }

    /**
     * Returns the start of the first second that had a packet, or MIN_VALUE if it is unknown here.
     * If that second is no longer kept, this is the start of its minute or hour.
     */
    long startNanos() {
        RollupPartition total = partitions.get(RollupKeys.TOTAL_PARTITION);
        long start = Long.MIN_VALUE;
        long end = Long.MAX_VALUE;
        if (total != null) {
            for (Resolution resolution : COARSEST_FIRST) {
                long oldest = total.oldestNanos(resolution);
                if (oldest < end) {
                    start = oldest;
                    end = oldest + resolution.stepNanos();
                }
            }
        }
        return start;
    }

    /** Returns the time since which no window of a resolution was removed, or MIN_VALUE. */
    long keptSinceNanos(Resolution resolution) {
        RollupPartition total = partitions.get(RollupKeys.TOTAL_PARTITION);
        long oldest = total == null ? Long.MAX_VALUE : total.oldestNanos(resolution);
        return Math.max(
                oldest == Long.MAX_VALUE ? Long.MIN_VALUE : oldest,
                newest(partition -> partition.forgottenNanos(resolution)));
    }

    /** Returns a partition's windows that start in a time range, the oldest first. */
    Collection<RollupWindow> of(int partition, Resolution resolution, long from, long to) {
        RollupPartition found = partitions.get(partition);
        return found == null || from >= to
                ? List.of()
                : found.windows(resolution, from, to).values();
    }
}
