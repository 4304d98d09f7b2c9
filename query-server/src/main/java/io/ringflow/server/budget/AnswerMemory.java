package io.ringflow.server.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.state.StateException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the heap, in bytes, of the answers that are being built or sent. Each answer reserves what
 * it may need before it is built, and keeps what it really uses until it is sent. If there is not
 * enough memory, a caller waits up to a second and is then refused. Thread-safe.
 */
public final class AnswerMemory {

    /** The share of the heap that answers may use; the job uses most of the rest. */
    private static final int PART_OF_HEAP = 8;

    private static final long LEAST_BYTES = 8L * 1024 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long limit;
    private final Counter refused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /** Guarded by the lock. */
    private long used;

    /**
     * Nothing is reserved yet.
     *
     * @param limit the most bytes that answers may use together
     */
    public AnswerMemory(long limit, MeterRegistry registry) {
        this.limit = limit;
        this.refused = RequestLimit.refused("memory", registry);
        Gauge.builder("ringflow.http.answer.bytes", this, AnswerMemory::used)
                .description("Heap reserved for answers that are being built or sent")
                .register(registry);
        Gauge.builder("ringflow.http.answer.limit.bytes", this, memory -> memory.limit)
                .description("Heap that answers may take")
                .register(registry);
    }

    /** The limit that suits the heap of this process, in bytes. */
    public static long bytesOfHeap() {
        return Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * Reserves memory for an answer.
     *
     * @return the reservation, which the caller closes when the answer is sent
     * @throws StateException with reason BUSY if there is not enough memory in time
     */
    public Share reserve(long bytes) {
        Share share = new Share();
        share.require(bytes);
        return share;
    }

    /**
     * Reserves memory while the work runs.
     *
     * @throws StateException with reason BUSY if there is not enough memory in time
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

    /** The memory of one answer. Used by one thread at a time. */
    public final class Share implements AutoCloseable {

        /** Guarded by the lock. */
        private long bytes;

        private Share() {}

        /**
         * Increases the reservation. An answer that is larger than the limit is allowed if it is
         * the only one.
         *
         * @param total the bytes reserved afterwards
         * @throws StateException with reason BUSY if there is not enough memory in time
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

        /** Replaces the reservation by the answer's actual size, which may be smaller or larger. */
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
                "large or slowly read answers use all memory for answers; ask again later, or for"
                        + " less");
    }
}
