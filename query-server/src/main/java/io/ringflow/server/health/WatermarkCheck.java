package io.ringflow.server.health;

import io.ringflow.model.Observer;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.health.HealthCheck.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Checks event time. DEGRADED while it stands still or is far behind the clock although an
 * interface is captured: the time of a live capture advances even if its wire is silent, so a job
 * that does not follow is stuck or overloaded. Thread-safe.
 */
final class WatermarkCheck implements Supplier<HealthCheck> {

    static final String NAME = "watermark";

    /** How long the watermark may stand still. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How far event time may be behind the clock. */
    static final Duration LAG = Duration.ofSeconds(30);

    private final FlowState state;
    private final InstantSource clock;
    private long lastNanos = Long.MIN_VALUE;
    private long movedMillis;

    WatermarkCheck(FlowState state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    @Override
    public HealthCheck get() {
        long watermark = state.health().watermarkNanos();
        long still = stillMillis(watermark);
        if (watermark == Long.MIN_VALUE) {
            return new HealthCheck(NAME, Status.UP, "no packet has been folded yet");
        }
        String reached = "event time is folded up to " + TimeText.of(watermark);
        if (still >= PATIENCE.toMillis() && capturing()) {
            return new HealthCheck(
                    NAME,
                    Status.DEGRADED,
                    reached + " and has stood still for " + still / 1000 + " s");
        }
        long behind = clock.millis() - watermark / 1_000_000;
        if (behind >= LAG.toMillis() && capturingLive()) {
            return new HealthCheck(
                    NAME,
                    Status.DEGRADED,
                    reached + " and is " + behind / 1000 + " s behind the clock");
        }
        return new HealthCheck(NAME, Status.UP, reached);
    }

    private synchronized long stillMillis(long watermark) {
        long now = clock.millis();
        if (watermark != lastNanos) {
            lastNanos = watermark;
            movedMillis = now;
        }
        return now - movedMillis;
    }

    private boolean capturing() {
        return state.interfaces().ofAll().stream()
                .anyMatch(status -> status.state() == InterfaceStatus.State.UP);
    }

    /** Whether an interface is captured. The event time of capture files lies in the past. */
    private boolean capturingLive() {
        return state.interfaces().ofAll().stream()
                .anyMatch(
                        status ->
                                status.state() == InterfaceStatus.State.UP
                                        && !status.observer().host().equals(Observer.REPLAY_HOST));
    }
}
