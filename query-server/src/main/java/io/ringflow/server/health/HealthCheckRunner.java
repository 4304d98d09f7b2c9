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
 * Runs health checks in a thread of its own, so that health is answered quickly even if the checks
 * have to wait for queries. If they don't finish in time, the answer has the previous outcomes and
 * says so. Concurrent requests share one run. Thread-safe.
 */
final class HealthCheckRunner {

    private static final String NAME = "answers";
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** One thread, which ends when there are no requests for a while. */
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("ringflow-health").factory());

    private final Supplier<List<HealthCheck>> checks;

    /** The run under way, or null. Guarded by this. */
    private CompletableFuture<List<HealthCheck>> running;

    private volatile List<HealthCheck> last = List.of();
    private volatile long lastNanos = System.nanoTime();

    /**
     * A runner that has not run yet.
     *
     * @param checks runs the checks; must not throw
     */
    HealthCheckRunner(Supplier<List<HealthCheck>> checks) {
        this.checks = checks;
        thread.allowCoreThreadTimeOut(true);
    }

    /** The outcomes of the checks now, or those of the last run if they take too long. */
    List<HealthCheck> outcomes() {
        try {
            return run().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return late();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A health check failed", e.getCause());
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
                        "the flow state does not answer in time; the other checks are "
                                + seconds
                                + " s old"));
        return outcomes;
    }
}
