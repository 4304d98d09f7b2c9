package io.ringflow.server.health;

import io.ringflow.server.health.HealthCheck.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Checks that run in a thread of their own, so that whoever asks for the health has an answer soon,
 * even if the checks wait for what queries hold: then that of the last time, which says so.
 * Requests at the same time share one run. Thread-safe.
 */
final class Examination {

    private static final String NAME = "answers";
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** One thread, which ends when nobody asks. */
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("ringflow-health").factory());

    private final Supplier<List<HealthCheck>> checks;

    /** Guarded by this. */
    private CompletableFuture<List<HealthCheck>> running;

    private volatile List<HealthCheck> last = List.of();
    private volatile long lastNanos = System.nanoTime();

    /**
     * Checks that are yet to be run.
     *
     * @param checks never throws
     */
    Examination(Supplier<List<HealthCheck>> checks) {
        this.checks = checks;
        thread.allowCoreThreadTimeOut(true);
    }

    /** What the checks say now, or said when they were last done. */
    List<HealthCheck> outcomes() {
        try {
            return run().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return late();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late();
        }
    }

    private synchronized CompletableFuture<List<HealthCheck>> run() {
        if (running == null) {
            running = CompletableFuture.supplyAsync(this::examine, thread);
        }
        return running;
    }

    private List<HealthCheck> examine() {
        try {
            List<HealthCheck> outcomes = checks.get();
            last = outcomes;
            lastNanos = System.nanoTime();
            return outcomes;
        } finally {
            synchronized (this) {
                running = null;
            }
        }
    }

    private List<HealthCheck> late() {
        long seconds = Duration.ofNanos(System.nanoTime() - lastNanos).toSeconds();
        List<HealthCheck> outcomes = new ArrayList<>(last);
        outcomes.add(
                new HealthCheck(
                        NAME,
                        Status.DEGRADED,
                        "the flow state does not answer soon; the other checks are those of "
                                + seconds
                                + " s ago"));
        return outcomes;
    }
}
