package io.ringflow.server.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that the updates may take which wait for all WebSocket clients. No client may have more
 * than a part of what is free: the more of them are slow, the less waits for each, and there is
 * always room for those that keep up. Thread-safe.
 */
final class QueueMemory {

    private static final int PART_OF_HEAP = 16;
    private static final int PART_OF_FREE = 4;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    QueueMemory(long limit) {
        this.limit = limit;
    }

    static long bytesOfHeap() {
        return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    }

    /** How many bytes may wait for one client now. */
    long share() {
        return Math.max(0, limit - used.get()) / PART_OF_FREE;
    }

    /** Notes that more bytes wait, or fewer. */
    void add(long bytes) {
        used.addAndGet(bytes);
    }
}
