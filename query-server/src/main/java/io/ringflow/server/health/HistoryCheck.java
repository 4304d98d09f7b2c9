package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.function.Supplier;

/**
 * Checks the history, if there is one. DEGRADED while it can't be read: flows in memory are
 * answered all the same. Thread-safe.
 */
final class HistoryCheck implements Supplier<HealthCheck> {

    static final String NAME = "history";

    private final FlowState state;

    HistoryCheck(FlowState state) {
        this.state = state;
    }

    @Override
    public HealthCheck get() {
        HistoryStatus history = state.history().orElseThrow();
        return history.problem().isEmpty()
                ? new HealthCheck(NAME, Status.UP, history.directory() + " is readable")
                : new HealthCheck(NAME, Status.DEGRADED, history.problem());
    }
}
