package io.ringflow.server.health;

import static io.ringflow.server.FakeFlowState.captured;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.InterfaceStatus.State;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.health.HealthCheck.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureCheckTest {

    private final FakeFlowState state = new FakeFlowState();
    private Instant now = Instant.EPOCH;
    private final CaptureCheck check = new CaptureCheck(state, () -> now);

    private Status statusWith(State interfaceState, long drops) {
        state.interfaces = List.of(captured(interfaceState, drops));
        return check.get().status();
    }

    @Test
    void isDegradedForAMinuteAfterDropsHaveRisen() {
        assertThat(statusWith(State.UP, 10)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.DEGRADED);
        now = now.plus(CaptureCheck.DROPS_MATTER).minusMillis(1);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.DEGRADED);
        now = now.plusMillis(1);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.UP);
    }

    @Test
    void takesAFallingCountForANewJob() {
        assertThat(statusWith(State.UP, 10)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 0)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 1)).isEqualTo(Status.DEGRADED);
    }

    @Test
    void isDegradedWithoutItsInterfaces() {
        assertThat(statusWith(State.DOWN, 0)).isEqualTo(Status.DEGRADED);
        assertThat(statusWith(State.MISSING, 0)).isEqualTo(Status.DEGRADED);
        assertThat(statusWith(State.FINISHED, 0)).isEqualTo(Status.UP);
        state.interfaces = List.of();
        assertThat(check.get().status()).isEqualTo(Status.DEGRADED);
    }
}
