package io.ringflow.job.query;

import io.ringflow.model.state.StateException;
import java.time.Duration;

/** Ends a query at its deadline, or when nobody waits for it any more. Thread-safe. */
final class QueryStop {

    /** By {@link System#nanoTime}. */
    private final long deadlineNanos;

    private final Duration allowed;
    private volatile boolean stopped;

    QueryStop(Duration allowed) {
        this.allowed = allowed;
        this.deadlineNanos = System.nanoTime() + allowed.toNanos();
    }

    /** Stops the query, because nobody waits for it any more. */
    void now() {
        stopped = true;
    }

    /**
     * Checks whether the query may continue.
     *
     * @throws StateException if the deadline has passed, or if the query was stopped
     */
    void check() {
        if (stopped || Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
        if (leftNanos() == 0) {
            throw timedOut();
        }
    }

    /** Time until the deadline; 0 if it has passed. */
    long leftNanos() {
        return Math.max(0, deadlineNanos - System.nanoTime());
    }

    static StateException cancelled() {
        return new StateException(StateException.Reason.TIMEOUT, "the query was cancelled");
    }

    static StateException timedOut() {
        return new StateException(
                StateException.Reason.TIMEOUT,
                "the query would take too long; ask for less, or ask again later");
    }

    @Override
    public String toString() {
        return "a query of at most " + allowed;
    }
}
