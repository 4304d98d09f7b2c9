package io.ringflow.capture;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * Batches to be used again. The fetcher thread takes them, the task thread gives them back, also
 * after the reader was closed.
 */
public final class BatchPool {

    /** More packets than a ring block of 1 MiB holds of the smallest frames. */
    public static final int BATCH_CAPACITY = 8192;

    private static final int KEPT = 8;

    private final int batchCapacity;
    private final ArrayBlockingQueue<PacketBatch> free = new ArrayBlockingQueue<>(KEPT);

    /** An empty pool of batches for so many packets each. */
    public BatchPool(int batchCapacity) {
        this.batchCapacity = batchCapacity;
    }

    /** A batch of the pool's capacity; it must be reset before use. */
    public PacketBatch take() {
        PacketBatch batch = free.poll();
        return batch == null ? new PacketBatch(batchCapacity) : batch;
    }

    /** Keeps a batch for {@link #take}, where it is the pool's kind and there is room. */
    public void give(PacketBatch batch) {
        if (batch.capacity() == batchCapacity) {
            free.offer(batch);
        }
    }
}
