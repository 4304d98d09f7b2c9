package io.ringflow.job.rollup;

import io.ringflow.model.state.query.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The closed windows of one partition, as queries see them. Only the task thread that owns it makes
 * changes; any thread may read.
 *
 * <p>Readers must read {@link #completeNanos} before they look for windows and {@link
 * #forgottenNanos} afterwards. A window between the two that is absent had no traffic.
 */
public final class RollupPartition {

    private static final int RESOLUTIONS = Resolution.values().length;

    private final List<NavigableMap<Long, RollupWindow>> windows = new ArrayList<>();
    private final boolean keepsByCount;
    private volatile long completeNanos = Long.MIN_VALUE;
    private volatile boolean ended;
    private final Bounds[] bounds = new Bounds[RESOLUTIONS];

    /** The time range of a resolution in which windows may exist. */
    private static final class Bounds {
        private volatile long oldestNanos = Long.MAX_VALUE;
        private volatile long forgottenNanos = Long.MIN_VALUE;
    }

    /**
     * Creates an empty partition.
     *
     * @param keepsByCount whether windows are kept by number, however old they are; otherwise they
     *     are kept by age
     */
    public RollupPartition(boolean keepsByCount) {
        this.keepsByCount = keepsByCount;
        for (int i = 0; i < RESOLUTIONS; i++) {
            windows.add(new ConcurrentSkipListMap<>());
            bounds[i] = new Bounds();
        }
    }

    /** Adds a window that has closed. */
    public void add(RollupWindow window) {
        int resolution = window.resolution().ordinal();
        Bounds known = bounds[resolution];
        known.oldestNanos = Math.min(known.oldestNanos, window.startNanos());
        windows.get(resolution).put(window.startNanos(), window);
    }

    /** Adds a window from a checkpoint. All seconds before its end are complete. */
    public void restore(RollupWindow window) {
        add(window);
        if (window.resolution() == Resolution.SECOND) {
            completeNanos = Math.max(completeNanos, window.endNanos());
        }
    }

    /**
     * Records that every window that ends before a time has been added.
     *
     * @param nanos {@link Long#MAX_VALUE} at the end of the capture, when all windows have closed
     */
    public void complete(long nanos) {
        if (nanos != Long.MAX_VALUE) {
            completeNanos = Math.max(completeNanos, nanos);
        } else {
            NavigableMap<Long, RollupWindow> seconds = windows.get(Resolution.SECOND.ordinal());
            if (!seconds.isEmpty()) {
                completeNanos = Math.max(completeNanos, seconds.lastEntry().getValue().endNanos());
            }
            ended = true;
        }
    }

    /** Removes the windows of a resolution that are no longer kept, and returns their starts. */
    public List<Long> forget(Resolution resolution) {
        NavigableMap<Long, RollupWindow> kept = windows.get(resolution.ordinal());
        List<Long> forgotten = new ArrayList<>();
        while (!kept.isEmpty() && (keepsByCount ? tooMany(kept, resolution) : tooOld(kept))) {
            long start = kept.firstKey();
            bounds[resolution.ordinal()].forgottenNanos = start + resolution.stepNanos();
            kept.remove(start);
            forgotten.add(start);
        }
        return forgotten;
    }

    private static boolean tooMany(
            NavigableMap<Long, RollupWindow> windows, Resolution resolution) {
        return windows.size() > resolution.keptWindows();
    }

    private boolean tooOld(NavigableMap<Long, RollupWindow> windows) {
        RollupWindow oldest = windows.firstEntry().getValue();
        return completeNanos != Long.MIN_VALUE
                && oldest.endNanos() + oldest.resolution().keptToCompare().toNanos()
                        <= completeNanos;
    }

    /** Returns the event time before which all windows have been added, or MIN_VALUE. */
    public long completeNanos() {
        return completeNanos;
    }

    /** Returns true if the capture has ended, so that partial windows have closed too. */
    public boolean ended() {
        return ended;
    }

    /** Returns the start of the first window ever added; {@link Long#MAX_VALUE} if none. */
    public long oldestNanos(Resolution resolution) {
        return bounds[resolution.ordinal()].oldestNanos;
    }

    /** Returns the end of the newest window that was removed; {@link Long#MIN_VALUE} if none. */
    public long forgottenNanos(Resolution resolution) {
        return bounds[resolution.ordinal()].forgottenNanos;
    }

    /** Returns the windows of a resolution that start in a time range, by their start. */
    public NavigableMap<Long, RollupWindow> windows(Resolution resolution, long from, long to) {
        return windows.get(resolution.ordinal()).subMap(from, true, to, false);
    }
}
