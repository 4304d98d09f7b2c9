package io.ringflow.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.health.HealthCheck.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatermarkCheckTest {

    private final FakeFlowState state = new FakeFlowState();
    private Instant now = Instant.EPOCH;
    private final WatermarkCheck check = new WatermarkCheck(state, () -> now);

    private HealthCheck checkedAt(long watermarkNanos) {
        state.health = new JobHealth(1, 1, watermarkNanos, "");
        return check.get();
    }

    @Test
    void isDegradedWhileEventTimeOfLiveCaptureStandsStill() {
        assertThat(checkedAt(1000).status()).isEqualTo(Status.UP);
        now = now.plus(WatermarkCheck.PATIENCE);
        HealthCheck still = checkedAt(1000);
        assertThat(still.status()).isEqualTo(Status.DEGRADED);
        assertThat(still.detail())
                .isEqualTo(
                        "event time is folded up to 1970-01-01T00:00:00.000001000Z"
                                + " and has stood still for 30 s");
        assertThat(checkedAt(30_000_000_000L).status()).isEqualTo(Status.UP);
    }

    @Test
    void isDegradedWhileEventTimeOfLiveCaptureIsFarBehindTheClock() {
        now = Instant.EPOCH.plus(WatermarkCheck.LAG).plusSeconds(10);
        assertThat(checkedAt(11_000_000_000L).status()).isEqualTo(Status.UP);
        HealthCheck late = checkedAt(9_000_000_000L);
        assertThat(late.status()).isEqualTo(Status.DEGRADED);
        assertThat(late.detail())
                .isEqualTo(
                        "event time is folded up to 1970-01-01T00:00:09.000000000Z"
                                + " and is 31 s behind the clock");
        Observer file = new Observer(Observer.REPLAY_HOST, "a.pcap");
        state.interfaces = List.of(FakeFlowState.captured(file, InterfaceStatus.State.UP, 0));
        assertThat(checkedAt(9_000_000_000L).status()).isEqualTo(Status.UP);
    }

    @Test
    void isUpWhileEventTimeStandsStillAfterCaptureFilesWereRead() {
        state.interfaces = List.of(FakeFlowState.captured(InterfaceStatus.State.FINISHED, 0));
        assertThat(checkedAt(1000).status()).isEqualTo(Status.UP);
        now = now.plusSeconds(3600);
        assertThat(checkedAt(1000).status()).isEqualTo(Status.UP);
    }

    @Test
    void isUpBeforeTheFirstPacket() {
        now = now.plusSeconds(3600);
        HealthCheck health = checkedAt(Long.MIN_VALUE);
        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.detail()).contains("no packet");
    }
}
