package io.ringflow.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.health.HealthCheck.Status;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthCheckRunnerTest {

    private static final List<HealthCheck> GOOD =
            List.of(new HealthCheck("job", Status.UP, "all is well"));

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicBoolean stuck = new AtomicBoolean();
    private final HealthCheckRunner runner =
            new HealthCheckRunner(
                    () -> {
                        if (stuck.get()) {
                            await();
                        }
                        return GOOD;
                    });

    private void await() {
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answersWithPreviousOutcomesWhileChecksAreStuck() {
        assertThat(runner.outcomes()).isEqualTo(GOOD);
        stuck.set(true);
        List<HealthCheck> late = runner.outcomes();
        assertThat(late).hasSize(2).containsAll(GOOD);
        assertThat(HealthCheck.worst(late)).isEqualTo(Status.DEGRADED);
        stuck.set(false);
        mayEnd.countDown();
        List<HealthCheck> outcomes = runner.outcomes();
        while (!outcomes.equals(GOOD)) {
            outcomes = runner.outcomes();
        }
    }
}
