package io.ringflow.job.query;

import io.ringflow.model.state.StateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The threads that read shards. Queries take turns, so that half of the processors are left to the
 * job however many queries there are; a query uses all threads if no other one waits. Idle threads
 * end. Thread-safe.
 */
final class QueryPool {

    private static final int MAX_WAITING = 512;
    private static final long IDLE_SECONDS = 10;

    private final int width;
    private final Semaphore turns;
    private final ThreadPoolExecutor threads;

    QueryPool(int processors) {
        this.width = processors;
        this.turns = new Semaphore(Math.max(1, processors / 2), true);
        this.threads =
                new ThreadPoolExecutor(
                        processors,
                        processors,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("flow-query-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** A pool with one thread for each processor, at most eight. */
    static QueryPool ofProcessors() {
        return new QueryPool(Math.min(8, Runtime.getRuntime().availableProcessors()));
    }

    /** Number of threads. */
    int width() {
        return width;
    }

    /**
     * Runs work in parts and returns when all of them are done.
     *
     * @param parts number of parts if no other query waits; otherwise there is one
     * @param stop stopped when this returns; the work checks it often
     * @param work takes the number of the part
     * @throws StateException if too many queries wait, the deadline passes, or the caller is
     *     interrupted
     */
    void run(int parts, QueryStop stop, Consumer<Integer> work) {
        await(stop);
        try {
            runParts(turns.hasQueuedThreads() ? 1 : parts, stop, work);
        } finally {
            turns.release();
        }
    }

    private void await(QueryStop stop) {
        if (turns.getQueueLength() >= MAX_WAITING) {
            throw new StateException(
                    StateException.Reason.BUSY, "too many queries at once; ask again later");
        }
        try {
            if (!turns.tryAcquire(stop.leftNanos(), TimeUnit.NANOSECONDS)) {
                throw QueryStop.timedOut();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QueryStop.cancelled();
        }
    }

    private void runParts(int parts, QueryStop stop, Consumer<Integer> work) {
        List<Future<?>> running = new ArrayList<>(parts);
        try {
            IntStream.range(0, parts)
                    .forEach(part -> running.add(threads.submit(() -> work.accept(part))));
            for (Future<?> part : running) {
                part.get(stop.leftNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StateException answer) {
                throw answer;
            }
            throw new IllegalStateException("A query failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QueryStop.cancelled();
        } catch (TimeoutException | CancellationException e) {
            throw QueryStop.timedOut();
        } finally {
            stop.now();
            running.forEach(part -> part.cancel(false));
        }
    }
}
