package io.ringflow.job.rollup;

import io.ringflow.model.state.Resolution;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The closed windows of all partitions that answer, for the time of one question. */
final class ClosedWindows {

    private final Map<Integer, RollupPartition> partitions;
    private final long completeNanos;
    private final long newestNanos;
    private final boolean ended;

    ClosedWindows(Map<Integer, RollupPartition> partitions) {
        this.partitions = Map.copyOf(partitions);
        // All of them closed the same seconds, unless they are closing one just now.
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

    /** End of the newest second that has closed everywhere; {@link Long#MIN_VALUE} for none. */
    long completeNanos() {
        return wholeSeconds(completeNanos);
    }

    /** End of the newest second that has closed somewhere. */
    long newestNanos() {
        return wholeSeconds(newestNanos);
    }

    private static long wholeSeconds(long nanos) {
        return nanos == Long.MIN_VALUE ? nanos : Resolution.SECOND.windowOf(nanos);
    }

    /** End of the newest window of a resolution that has closed everywhere. */
    long closedNanos(Resolution resolution) {
        if (completeNanos == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        long window = resolution.windowOf(completeNanos);
        return ended && window < completeNanos ? window + resolution.stepNanos() : window;
    }

    /**
     * Begin of the oldest window of a resolution that is known, if only as one that had nothing.
     * Ask after the windows were looked at: what is no longer there then counts as not known.
     */
    long knownNanos(Resolution resolution) {
        long oldest =
                partitions.values().stream()
                        .mapToLong(partition -> partition.oldestNanos(resolution))
                        .min()
                        .orElse(Long.MAX_VALUE);
        return Math.max(oldest, newest(partition -> partition.forgottenNanos(resolution)));
    }

    /** A partition's windows that begin in a time, the oldest first. */
    Collection<RollupWindow> of(int partition, Resolution resolution, long from, long to) {
        RollupPartition its = partitions.get(partition);
        return its == null || from >= to ? List.of() : its.windows(resolution, from, to).values();
    }
}
