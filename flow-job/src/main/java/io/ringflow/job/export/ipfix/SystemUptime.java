package io.ringflow.job.export.ipfix;

/**
 * The clock of NetFlow v9, milliseconds in 32 bits since the exporter was "booted". No flow may
 * start before that, also one that another process has seen or a file contains, so the clock starts
 * before the first flow that is exported. If a flow does not fit into its 49 days, it starts anew,
 * which collectors take for a reboot. Not thread-safe.
 */
final class SystemUptime {

    private static final long RANGE = 1L << 32;
    private static final long MARGIN = 24 * 3_600_000L;
    private static final long SECOND = 1000;

    private long bootMillis = Long.MAX_VALUE;

    /** Returns true if the clock shows a time. */
    boolean covers(long millis) {
        return millis >= bootMillis && millis - bootMillis < RANGE;
    }

    /** Starts the clock a day before a flow, or at the flow if that has lasted long. */
    void startBefore(long firstMillis, long lastMillis) {
        long margin = lastMillis - firstMillis < RANGE - 2 * MARGIN ? MARGIN : 0;
        bootMillis = Math.floorDiv(firstMillis - margin, SECOND) * SECOND;
    }

    /** The time that the clock shows next to this one. If it does not run yet, it starts. */
    long nearest(long millis) {
        if (bootMillis == Long.MAX_VALUE) {
            startBefore(millis, millis);
        }
        return Math.min(Math.max(millis, bootMillis), bootMillis + RANGE - SECOND);
    }

    /** What the clock shows; the nearest value if it does not cover the time. */
    int at(long millis) {
        return (int) Math.min(Math.max(millis - bootMillis, 0), RANGE - 1);
    }
}
