package io.ringflow.server.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringflow.model.state.StateException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerMemoryTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AnswerMemory memory = new AnswerMemory(100, registry);

    private double used() {
        return registry.get("ringflow.http.answer.bytes").gauge().value();
    }

    @Test
    void refusesAndCountsReservationThatDoesNotFit() {
        AnswerMemory.Share share = memory.reserve(60);
        assertThatThrownBy(() -> memory.reserve(50))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("ask again");
        assertThat(registry.get("ringflow.http.refused").counter().count()).isEqualTo(1);
        assertThat(used()).isEqualTo(60);
        share.close();
        memory.reserve(50);
        assertThat(used()).isEqualTo(50);
    }

    @Test
    void allowsAnswerLargerThanTheLimitIfItIsTheOnlyOne() {
        AnswerMemory.Share share = memory.reserve(10);
        share.require(1000);
        assertThatThrownBy(() -> memory.reserve(1)).isInstanceOf(StateException.class);
        share.settle(90);
        memory.reserve(10);
        assertThat(used()).isEqualTo(100);
    }

    @Test
    void waitsForAnotherAnswerToBeSent() throws Exception {
        AnswerMemory.Share share = memory.reserve(100);
        CompletableFuture<AnswerMemory.Share> next = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> next.complete(memory.reserve(100)));
        while (asking.getState() != Thread.State.TIMED_WAITING && !next.isDone()) {
            Thread.onSpinWait();
        }
        share.close();
        asking.join();
        assertThat(next).isCompleted();
        next.get().close();
        assertThat(used()).isZero();
    }

    @Test
    void freesMemoryOfWorkThatFails() {
        assertThatThrownBy(
                        () ->
                                memory.use(
                                        50,
                                        () -> {
                                            throw new IllegalStateException("failed");
                                        }))
                .hasMessage("failed");
        assertThat(used()).isZero();
    }
}
