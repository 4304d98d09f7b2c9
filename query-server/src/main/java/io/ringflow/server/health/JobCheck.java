package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.JobHealth;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.function.Supplier;

/** DOWN until every shard of the job answers: until then, lists and totals are not complete. */
final class JobCheck implements Supplier<HealthCheck> {

    static final String NAME = "job";

    private final FlowState state;

    JobCheck(FlowState state) {
        this.state = state;
    }

    @Override
    public HealthCheck get() {
        JobHealth health = state.health();
        String shards = health.shards() + " of " + health.expectedShards() + " shards answer";
        String detail = health.detail().isBlank() ? shards : shards + "; " + health.detail();
        return new HealthCheck(NAME, health.complete() ? Status.UP : Status.DOWN, detail);
    }
}
