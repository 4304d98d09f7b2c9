package io.ringflow.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.FakeFlowState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SavingCheckTest {

    @Test
    void stateThatCannotBeSavedIsDegraded() {
        FakeFlowState state = new FakeFlowState();
        SavingCheck check = new SavingCheck(state);
        assertThat(check.get()).isEmpty();
        state.savingProblem = Optional.of("disk full");
        assertThat(check.get())
                .contains(new HealthCheck("state", HealthCheck.Status.DEGRADED, "disk full"));
    }
}
