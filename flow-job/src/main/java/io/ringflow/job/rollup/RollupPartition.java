package io.ringflow.job.rollup;

import io.ringflow.model.state.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The closed windows of one partition, as queries see them. Changed by the task thread that keeps
 * them, read by any.
 *
 * <p>Readers ask {@link #completeNanos} before they look for windows and {@link #forgottenNanos}
 * after it: a window between the two that isn't there had nothing.
 */
public final class RollupPartition {

    private static final int RESOLUTIONS = Resolution.values().length;

    private final List<NavigableMap<Long, RollupWindow>> windows = new ArrayList<>();
    private final boolean keepsByCount;
    private volatile long completeNanos = Long.MIN_VALUE;
    private volatile boolean ended;
    private final Bounds[] bounds = new Bounds[RESOLUTIONS];

    /** What is known of a resolution: from when on there may be windows. */
    private static final class Bounds {
        private volatile long oldestNanos = Long.MAX_VALUE;
        private volatile long forgottenNanos = Long.MIN_VALUE;
    }

    /**
     * An empty partition.
     *
     * @param keepsByCount whether as many windows are kept as fit, however old; else those are that
     *     are young enough
     */
    RollupPartition(boolean keepsByCount) {
        this.keepsByCount = keepsByCount;
        for (int i = 0; i < RESOLUTIONS; i++) {
            windows.add(new ConcurrentSkipListMap<>());
            bounds[i] = new Bounds();
        }
    }

    /** Takes in a window that closed. */
    void add(RollupWindow window) {
        int resolution = window.resolution().ordinal();
        Bounds its = bounds[resolution];
        its.oldestNanos = Math.min(its.oldestNanos, window.beginNanos());
        windows.get(resolution).put(window.beginNanos(), window);
    }

    /** Takes in a window of a checkpoint: seconds before its end are complete. */
    void restore(RollupWindow window) {
        add(window);
        if (window.resolution() == Resolution.SECOND) {
            completeNanos = Math.max(completeNanos, window.endNanos());
        }
    }

    /**
     * Every window that ends before a time has been taken in.
     *
     * @param nanos {@link Long#MAX_VALUE} at the end of the capture: all windows have closed
     */
    void complete(long nanos) {
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

    /** Forgets the windows of a resolution that are no longer kept; returns their begins. */
    List<Long> forget(Resolution resolution) {
        NavigableMap<Long, RollupWindow> its = windows.get(resolution.ordinal());
        List<Long> forgotten = new ArrayList<>();
        while (!its.isEmpty() && (keepsByCount ? tooMany(its, resolution) : tooOld(its))) {
            long begin = its.firstKey();
            bounds[resolution.ordinal()].forgottenNanos = begin + resolution.stepNanos();
            its.remove(begin);
            forgotten.add(begin);
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
                && oldest.endNanos() + oldest.resolution().kept().toNanos() <= completeNanos;
    }

    /** Event time up to which all is taken in; {@link Long#MIN_VALUE} for none of it. */
    long completeNanos() {
        return completeNanos;
    }

    /** Whether the capture ended, so that windows that are not full have closed too. */
    boolean ended() {
        return ended;
    }

    /** Begin of the first window of a resolution; {@link Long#MAX_VALUE} without one. */
    long oldestNanos(Resolution resolution) {
        return bounds[resolution.ordinal()].oldestNanos;
    }

    /** End of the newest window that was forgotten; {@link Long#MIN_VALUE} without one. */
    long forgottenNanos(Resolution resolution) {
        return bounds[resolution.ordinal()].forgottenNanos;
    }

    /** The windows of a resolution that begin in a time. */
    NavigableMap<Long, RollupWindow> windows(Resolution resolution, long from, long to) {
        return windows.get(resolution.ordinal()).subMap(from, true, to, false);
    }
}
