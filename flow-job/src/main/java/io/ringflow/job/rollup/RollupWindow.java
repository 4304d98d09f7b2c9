package io.ringflow.job.rollup;

import io.ringflow.model.state.Resolution;

/**
 * The sums of one closed window and partition. Immutable, for any thread.
 *
 * <p>Its memory is bounded by {@link RollupCut#KEPT}: where every window is full, 900 seconds, 1440
 * minutes and 720 hours of IPv6 addresses and ports take 3060 × 128 rows × (3 × 40 + 2 × 32) bytes,
 * 72 MB; host, interface, protocol and VLAN at most 48 MB more, of which traffic rarely needs a
 * tenth. Labels, where they are on, take 3060 × 64 rows × 4 kinds of about 100 bytes: 78 MB.
 * Spreads are kept in seconds alone: 900 of a few KiB.
 */
final class RollupWindow {

    private final Resolution resolution;
    private final int partition;
    private final long beginNanos;
    private final RollupColumns columns;

    RollupWindow(Resolution resolution, int partition, long beginNanos, RollupColumns columns) {
        this.resolution = resolution;
        this.partition = partition;
        this.beginNanos = beginNanos;
        this.columns = columns;
    }

    Resolution resolution() {
        return resolution;
    }

    int partition() {
        return partition;
    }

    /** Begin, nanoseconds since the epoch. */
    long beginNanos() {
        return beginNanos;
    }

    /** End, exclusive. */
    long endNanos() {
        return beginNanos + resolution.stepNanos();
    }

    RollupColumns columns() {
        return columns;
    }
}
