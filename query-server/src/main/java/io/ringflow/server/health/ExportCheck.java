package io.ringflow.server.health;

import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.server.health.HealthCheck.Status;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks the exports. DEGRADED while one can't be written, or has lost records lately: the flows
 * that are queried are complete, but what was exported is not. Thread-safe.
 */
final class ExportCheck implements Supplier<HealthCheck> {

    static final String NAME = "exports";

    private final FlowState state;

    ExportCheck(FlowState state) {
        this.state = state;
    }

    @Override
    public HealthCheck get() {
        List<ExportStatus> exports = state.health().exports();
        List<String> problems =
                exports.stream()
                        .filter(export -> !export.problem().isEmpty())
                        .map(export -> export.name() + ": " + export.problem())
                        .toList();
        if (!problems.isEmpty()) {
            return new HealthCheck(NAME, Status.DEGRADED, String.join("; ", problems));
        }
        int count = exports.size();
        return new HealthCheck(
                NAME,
                Status.UP,
                count + (count == 1 ? " export" : " exports") + " without problems");
    }
}
