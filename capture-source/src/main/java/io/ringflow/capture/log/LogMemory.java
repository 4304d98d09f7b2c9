package io.ringflow.capture.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the logs of one job in this process share. A log may take more than an equal part
 * of it while others take less. Thread-safe.
 */
public final class LogMemory {

    /** Of the heap, the part that logs may take unless the settings say how much: one eighth. */
    private static final int SHARE_OF_HEAP = 8;

    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger logs = new AtomicInteger();
    private volatile long most;

    /**
     * Memory of which nothing is used.
     *
     * @param maxBytes size; 0 chooses one eighth of this process's heap
     */
    public LogMemory(long maxBytes) {
        limit(maxBytes);
    }

    /** Changes the size; 0 chooses one eighth of this process's heap. */
    public void limit(long maxBytes) {
        most = maxBytes > 0 ? maxBytes : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    /** A log was opened (1) or closed (-1). */
    void countLogs(int change) {
        logs.addAndGet(change);
    }

    /** A log has grown, or shrunk if the number is negative. */
    void use(long bytes) {
        used.addAndGet(bytes);
    }

    /** Returns true if a log of this size must shrink. */
    boolean exceededBy(long bytes) {
        long limit = most;
        return used.get() > limit && bytes > limit / Math.max(1, logs.get());
    }

    /** A number of bytes as a share of the memory. */
    double share(long bytes) {
        return (double) bytes / most;
    }
}
