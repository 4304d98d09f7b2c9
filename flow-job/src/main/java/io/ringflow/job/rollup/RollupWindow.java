package io.ringflow.job.rollup;

import io.ringflow.model.state.query.Resolution;

/**
 * The sums of one closed window and partition. Immutable and thread-safe.
 *
 * <p>{@link LargestRows#KEPT} bounds the memory. If every window is full, 900 seconds, 1440 minutes
 * and 720 hours of IPv6 addresses and ports take 3060 × 128 rows × (3 × 40 + 2 × 32) bytes, 72 MB.
 * Host, interface, protocol and VLAN take at most 48 MB more, of which traffic rarely needs a
 * tenth. Labels, if enabled, take 3060 × 64 rows × 4 kinds of about 100 bytes, 78 MB. Only windows
 * of a second have distributions: 900 of a few KiB.
 */
public final class RollupWindow {

    private final Resolution resolution;
    private final int partition;
    private final long startNanos;
    private final RollupColumns columns;

    public RollupWindow(
            Resolution resolution, int partition, long startNanos, RollupColumns columns) {
        this.resolution = resolution;
        this.partition = partition;
        this.startNanos = startNanos;
        this.columns = columns;
    }

    /** Closes a window: keeps the largest rows of each dimension. */
    public static RollupWindow of(
            Resolution resolution, int partition, long startNanos, RollupTable sums) {
        // Percentiles are only computed from seconds.
        boolean withDistributions = resolution == Resolution.SECOND;
        return new RollupWindow(
                resolution, partition, startNanos, LargestRows.of(sums, withDistributions));
    }

    /**
     * Returns the sums of this window and of another record of the same window. A window closes
     * again if a host is back that was missing when it closed.
     */
    public RollupWindow plus(RollupWindow later) {
        RollupTable sums = new RollupTable();
        sums.add(columns);
        sums.add(later.columns);
        return of(resolution, partition, startNanos, sums);
    }

    public Resolution resolution() {
        return resolution;
    }

    public int partition() {
        return partition;
    }

    /** Returns the start, nanoseconds since the epoch. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns the end, exclusive. */
    public long endNanos() {
        return startNanos + resolution.stepNanos();
    }

    public RollupColumns columns() {
        return columns;
    }
}
