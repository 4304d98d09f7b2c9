package io.ringflow.job.query;

import io.ringflow.model.state.StateException;
import java.time.Duration;

/** When a query has to end: at its deadline, or when nobody waits for it any more. Thread-safe. */
final class QueryStop {

    private final long deadline;
    private final Duration allowed;
    private volatile boolean stopped;

    QueryStop(Duration allowed) {
        this.allowed = allowed;
        this.deadline = System.nanoTime() + allowed.toNanos();
    }

    /** Nobody waits for the query any more. */
    void now() {
        stopped = true;
    }

    /**
     * Ends the query where it is time.
     *
     * @throws StateException where it is
     */
    void check() {
        if (stopped || Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
        if (leftNanos() == 0) {
            throw timedOut();
        }
    }

    long leftNanos() {
        return Math.max(0, deadline - System.nanoTime());
    }

    static StateException cancelled() {
        return new StateException(StateException.Reason.TIMEOUT, "the query was cancelled");
    }

    static StateException timedOut() {
        return new StateException(
                StateException.Reason.TIMEOUT,
                "the answer would take too long; ask for less, or again later");
    }

    @Override
    public String toString() {
        return "a query of at most " + allowed;
    }
}
