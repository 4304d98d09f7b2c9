package io.ringflow.capture.packet;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * A pool of batches for reuse. The fetcher thread takes batches; the task thread returns them,
 * possibly after the reader was closed.
 */
public final class BatchPool {

    /** More packets than fit into a ring block of 1 MiB, even with the smallest frames. */
    public static final int BATCH_CAPACITY = 8192;

    private static final int KEPT = 8;

    private final int batchCapacity;
    private final ArrayBlockingQueue<PacketBatch> free = new ArrayBlockingQueue<>(KEPT);

    /** Creates an empty pool of batches that hold {@code batchCapacity} packets each. */
    public BatchPool(int batchCapacity) {
        this.batchCapacity = batchCapacity;
    }

    /** Takes a batch from the pool or creates one. It must be reset before use. */
    public PacketBatch take() {
        PacketBatch batch = free.poll();
        return batch == null ? new PacketBatch(batchCapacity) : batch;
    }

    /** Returns a batch to the pool. It is dropped if its capacity differs or the pool is full. */
    public void give(PacketBatch batch) {
        if (batch.capacity() == batchCapacity) {
            free.offer(batch);
        }
    }
}
