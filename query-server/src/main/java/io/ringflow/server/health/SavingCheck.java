package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks whether the job's state can be saved. DEGRADED while it can't, else nothing: answers are
 * right, but a restart would go back to an older state. Thread-safe.
 *
 * @param state the state that is to be saved
 */
record SavingCheck(FlowState state) implements Supplier<Optional<HealthCheck>> {

    private static final String NAME = "state";

    @Override
    public Optional<HealthCheck> get() {
        return state.savingProblem()
                .map(problem -> new HealthCheck(NAME, Status.DEGRADED, problem));
    }
}
