package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.function.Supplier;

/**
 * Checks the threads that all others rely on, in the server and in the job. DEGRADED while one is
 * gone and for a minute after one had an error. Thread-safe.
 *
 * @param state the state of the job
 */
record ThreadCheck(FlowState state) implements Supplier<HealthCheck> {

    static final String NAME = "threads";

    @Override
    public HealthCheck get() {
        String problems = String.join("; ", state.health().problems());
        return problems.isEmpty()
                ? new HealthCheck(NAME, Status.UP, "no thread has a problem")
                : new HealthCheck(NAME, Status.DEGRADED, problems);
    }
}
