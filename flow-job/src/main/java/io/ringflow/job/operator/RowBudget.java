package io.ringflow.job.operator;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows that the shards of this process may hold if the number of flows is not set: as many as
 * half the heap holds, shared equally. Found out by each process for itself, because processes
 * differ and shards move. Thread-safe.
 */
final class RowBudget {

    /**
     * Heap for a row: its page (225 bytes with its tag) and index entry (at most 27), and once more
     * as much, because a page that changes while a checkpoint runs is kept for it.
     */
    private static final long BYTES_PER_ROW = 512;

    /** The budget of this process. */
    static final RowBudget PROCESS = new RowBudget(Runtime.getRuntime().maxMemory());

    private final long rows;
    private final AtomicInteger shards = new AtomicInteger();

    RowBudget(long heapBytes) {
        rows = heapBytes / 2 / BYTES_PER_ROW;
    }

    /** Adds the shards of a task. */
    void join(int count) {
        shards.addAndGet(count);
    }

    /** Removes the shards of a task that ends. */
    void leave(int count) {
        shards.addAndGet(-count);
    }

    /** Maximum number of rows of each shard; changes when tasks start or end. */
    int rowsOfShard() {
        return Math.clamp(rows / Math.max(1, shards.get()), 1, Integer.MAX_VALUE / 2);
    }
}
