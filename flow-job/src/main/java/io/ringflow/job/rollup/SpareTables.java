package io.ringflow.job.rollup;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tables of windows that have closed, for the next windows of the same task. A table lives for
 * seconds, too long for the young generation, and without this the old one would fill with them.
 * Each task thread has its own, because Flink gives the functions of an operator no object in
 * common.
 */
public final class SpareTables {

    /** The most tables that are kept, for three open windows of each partition. */
    private static final int MOST = 3 * RollupKeys.PARTITIONS;

    /** Larger tables are not kept, so that a flood of keys is forgotten: 1 MiB each. */
    private static final int MOST_ROWS = 16_384;

    private static final ThreadLocal<SpareTables> OF_THREAD =
            ThreadLocal.withInitial(SpareTables::new);

    private final Deque<RollupTable> tables = new ArrayDeque<>();

    private SpareTables() {}

    /** Those of the current thread. */
    public static SpareTables ofThread() {
        return OF_THREAD.get();
    }

    /** Forgets those of the current thread. */
    static void forget() {
        OF_THREAD.remove();
    }

    /** Returns an empty table. */
    public RollupTable take() {
        RollupTable spare = tables.poll();
        return spare == null ? new RollupTable() : spare;
    }

    /** Takes over a table, which nobody else may use any more. */
    public void give(RollupTable table) {
        if (tables.size() < MOST && table.count() <= MOST_ROWS) {
            table.clear();
            tables.add(table);
        }
    }
}
