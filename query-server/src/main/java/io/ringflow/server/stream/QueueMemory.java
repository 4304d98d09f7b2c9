package io.ringflow.server.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap for the updates that wait in the outboxes of all WebSocket clients. Each client may use
 * up to a quarter of what is free. So the more clients are slow, the less each of them may queue,
 * and clients that keep up always find room. Thread-safe.
 */
final class QueueMemory {

    private static final int PART_OF_HEAP = 16;
    private static final int PART_OF_FREE = 4;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    QueueMemory(long limit) {
        this.limit = limit;
    }

    /** The share of the heap that queues may use, in bytes. */
    static long bytesOfHeap() {
        return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    }

    /** How many bytes one client may queue now. */
    long share() {
        return Math.max(0, limit - used.get()) / PART_OF_FREE;
    }

    /** Records that more bytes are queued; fewer if negative. */
    void add(long bytes) {
        used.addAndGet(bytes);
    }
}
