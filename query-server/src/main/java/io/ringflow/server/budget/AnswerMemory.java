package io.ringflow.server.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.state.StateException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap that answers being made or sent may take, in bytes. Each answer reserves what it may
 * need before it is made, and keeps what it has until it is sent. Who finds no room waits a little,
 * and is then told to come back later. Thread-safe.
 */
public final class AnswerMemory {

    /** The part of the heap that is for answers; the job has most of the rest. */
    private static final int PART_OF_HEAP = 8;

    private static final long LEAST_BYTES = 8L * 1024 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long limit;
    private final Counter refused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /** Guarded by the lock. */
    private long used;

    /** A memory of so many bytes, none of them in use. */
    public AnswerMemory(long limit, MeterRegistry registry) {
        this.limit = limit;
        this.refused = RequestRoom.refused("memory", registry);
        Gauge.builder("ringflow.http.answer.bytes", this, AnswerMemory::used)
                .description("Heap reserved for answers that are made or sent")
                .register(registry);
        Gauge.builder("ringflow.http.answer.limit.bytes", this, memory -> memory.limit)
                .description("Heap that answers may take")
                .register(registry);
    }

    /** What the heap of this process has room for. */
    public static long bytesOfHeap() {
        return Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * Reserves memory for an answer.
     *
     * @return to be closed once the answer is sent
     * @throws StateException of reason BUSY when there is no room in time
     */
    public Share reserve(long bytes) {
        Share share = new Share();
        share.require(bytes);
        return share;
    }

    /**
     * Does work that needs memory for as long as it lasts.
     *
     * @throws StateException of reason BUSY when there is no room in time
     */
    public void use(long bytes, Runnable work) {
        Share share = reserve(bytes);
        try {
            work.run();
        } finally {
            share.close();
        }
    }

    private double used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** The memory of one answer; used by one thread at a time. */
    public final class Share implements AutoCloseable {

        /** Guarded by the lock. */
        private long bytes;

        private Share() {}

        /**
         * Reserves more, until the answer has so many bytes in all. An answer that is larger than
         * all there is gets through when it is the only one.
         *
         * @throws StateException of reason BUSY when there is no room in time
         */
        public void require(long total) {
            long more = total - bytes;
            lock.lock();
            try {
                long left = PATIENCE_NANOS;
                while (used + more > limit && used > bytes && left > 0) {
                    left = freed.awaitNanos(left);
                }
                if (used + more > limit && used > bytes) {
                    refused.increment();
                    throw busy();
                }
                used += more;
                bytes = total;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            } finally {
                lock.unlock();
            }
        }

        /** Says how many bytes the answer has after all, fewer or more than reserved. */
        public void settle(long actual) {
            lock.lock();
            try {
                used += actual - bytes;
                bytes = actual;
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            settle(0);
        }
    }

    private static StateException busy() {
        return new StateException(
                StateException.Reason.BUSY,
                "the memory for answers is taken by others that are read slowly or large; ask"
                        + " again later, or for less");
    }
}
