package io.ringflow.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringflow.server.FakeFlowState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamsTest {

    private final CountDownLatch looks = new CountDownLatch(2);

    private Instant failingClock() {
        looks.countDown();
        throw new IllegalStateException("unexpected");
    }

    @Test
    void goesOnCheckingConnectionsAfterAnUnexpectedFailure() throws Exception {
        StreamLimits limits = StreamLimits.builder().sendPatience(Duration.ofMillis(100)).build();
        try (Streams streams =
                new Streams(
                        FakeFlowState.withFlows(0),
                        new SimpleMeterRegistry(),
                        this::failingClock,
                        limits,
                        () -> 1)) {
            assertThat(looks.await(1, TimeUnit.MINUTES)).as("%s is watched", streams).isTrue();
        }
    }
}
