package io.ringflow.server.health;

import static io.ringflow.server.FakeFlowState.captured;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus.State;
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
    void isDegradedForAMinuteAfterDropsRise() {
        assertThat(statusWith(State.UP, 10)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.DEGRADED);
        now = now.plus(CaptureCheck.DROPS_MATTER).minusMillis(1);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.DEGRADED);
        now = now.plusMillis(1);
        assertThat(statusWith(State.UP, 11)).isEqualTo(Status.UP);
    }

    @Test
    void ignoresFallingCountOfNewJob() {
        assertThat(statusWith(State.UP, 10)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 0)).isEqualTo(Status.UP);
        assertThat(statusWith(State.UP, 1)).isEqualTo(Status.DEGRADED);
    }

    @Test
    void isDegradedWhileClockOfAHostIsFarFromTheOthers() {
        var far = captured(State.UP, 0).withClockSkew(-2_340_000_000L);
        state.interfaces = List.of(far, far);
        assertThat(check.get().status()).isEqualTo(Status.DEGRADED);
        assertThat(check.get().detail())
                .isEqualTo("the clock of host-a is 2.3 s behind those of other hosts");
        state.interfaces = List.of(far.withClockSkew(1_000_000_000));
        assertThat(check.get().status()).isEqualTo(Status.UP);
    }

    @Test
    void isDegradedWithoutCapturedInterfaces() {
        assertThat(statusWith(State.DOWN, 0)).isEqualTo(Status.DEGRADED);
        assertThat(statusWith(State.MISSING, 0)).isEqualTo(Status.DEGRADED);
        assertThat(statusWith(State.FINISHED, 0)).isEqualTo(Status.DEGRADED);
        assertThat(check.get().detail())
                .isEqualTo("eth0 of host-a is no longer captured: no reader runs there");
        var other = new Observer(FakeFlowState.ETH0.host(), "eth1");
        state.interfaces =
                List.of(captured(State.UP, 0), FakeFlowState.captured(other, State.FINISHED, 0));
        assertThat(check.get().status()).isEqualTo(Status.UP);
        Observer file = new Observer(Observer.REPLAY_HOST, "a.pcap");
        state.interfaces = List.of(FakeFlowState.captured(file, State.FINISHED, 0));
        assertThat(check.get().status()).isEqualTo(Status.UP);
        state.interfaces = List.of();
        assertThat(check.get().status()).isEqualTo(Status.DEGRADED);
    }
}
