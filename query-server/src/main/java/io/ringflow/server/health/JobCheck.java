package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.function.Supplier;

/**
 * Checks whether every shard of the job answers, since lists and totals are incomplete otherwise.
 * DOWN until all shards have answered for the first time. After that only DEGRADED while some don't
 * answer, because the job recovers by itself. Thread-safe.
 */
final class JobCheck implements Supplier<HealthCheck> {

    static final String NAME = "job";

    private final FlowState state;
    private volatile boolean wasComplete;

    JobCheck(FlowState state) {
        this.state = state;
    }

    /** The check for readiness: DOWN whenever a shard is missing. */
    HealthCheck strict() {
        HealthCheck check = get();
        return check.status() == Status.UP
                ? check
                : new HealthCheck(NAME, Status.DOWN, check.detail());
    }

    @Override
    public HealthCheck get() {
        JobHealth health = state.health();
        String shards = health.shards() + " of " + health.expectedShards() + " shards answer";
        String detail = health.detail().isBlank() ? shards : shards + "; " + health.detail();
        if (health.complete()) {
            wasComplete = true;
            return new HealthCheck(NAME, Status.UP, detail);
        }
        return new HealthCheck(NAME, wasComplete ? Status.DEGRADED : Status.DOWN, detail);
    }
}
