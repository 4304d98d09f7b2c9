package io.ringflow.job.operator;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows that the shards of this process may hold if the number of flows is not set: as many as
 * take half the size of the heap, next to the heap, shared equally. Each process computes this for
 * itself, because processes differ and shards move. Thread-safe.
 */
final class RowBudget {

    /**
     * Memory of a row: 216 bytes, its tag (8) and index entry (at most 27), and the same again,
     * because the checkpoint keeps a page that changes while it runs.
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
