package io.ringflow.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.QueryWire;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.StatusWire;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Calls a server over loopback sockets, with a state controlled by the test. */
class FlowStateServerTest {

    private static final Wire.StatisticsRequest STATISTICS =
            Wire.StatisticsRequest.getDefaultInstance();

    private static Reason reasonOf(ThrowingCallable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(failure).isNotNull();
        return StateStatus.toException("it", failure).reason();
    }

    @Test
    void helloIdentifiesProcessAndShards() {
        try (RunningService service = new RunningService();
                RunningService other = new RunningService()) {
            Wire.HelloAnswer hello = service.client().hello(Wire.HelloRequest.getDefaultInstance());
            assertThat(hello.getJob()).isEqualTo(RunningService.JOB);
            assertThat(hello.getHost()).isNotBlank();
            AnswerPart part = AnswerPart.from(hello.getPart());
            assertThat(part.shards()).isEqualTo(RunningService.lowerHalf());
            assertThat(part.expectedShards()).isEqualTo(8);
            assertThat(part.claimedMillis()).isEqualTo(1234);
            assertThat(part.process())
                    .hasSize(32)
                    .isNotEqualTo(
                            other.client()
                                    .hello(Wire.HelloRequest.getDefaultInstance())
                                    .getPart()
                                    .getProcess());
        }
    }

    @Test
    void answersCarryThePartThatTheyCover() {
        try (RunningService service = new RunningService()) {
            var statistics = StatusWire.from(service.client().statistics(STATISTICS));
            assertThat(statistics.value().packets()).isEqualTo(7);
            assertThat(statistics.part().shards()).isEqualTo(RunningService.lowerHalf());
            // The shards of other processes are not missing here.
            assertThat(statistics.part().missing()).isEmpty();
            assertThat(statistics.value().coverage().newestNanos()).isEqualTo(FakeState.NANOS + 1);
        }
    }

    @Test
    void onlyAnswersMadeOfRollupsSayWhichTheyHave() {
        try (RunningService service = new RunningService()) {
            TopQuery query =
                    new TopQuery(
                            List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                            Metric.BYTES,
                            FlowFilter.ALL,
                            Optional.empty(),
                            1);
            var top = AnswerWire.from(service.client().top(QueryWire.of(query)));
            assertThat(top.part().rollups()).isEqualTo(RunningService.ROLLUPS);
            var statistics = StatusWire.from(service.client().statistics(STATISTICS));
            assertThat(statistics.part().rollups().isEmpty()).isTrue();
        }
    }

    @Test
    void findsFlowOnlyInTheProcessOfItsShard() {
        try (RunningService service = new RunningService()) {
            var here = AnswerWire.from(service.client().getFlow(QueryWire.of(new FlowId(1, 1))));
            assertThat(here.value()).contains(FakeState.flow(1));
            var none = AnswerWire.from(service.client().getFlow(QueryWire.of(new FlowId(1, 2))));
            assertThat(none.value()).isEmpty();
            FlowId elsewhere = new FlowId(-1, 1);
            assertThat(reasonOf(() -> service.client().getFlow(QueryWire.of(elsewhere))))
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void recomputesAnswerIfShardsMovedMeanwhile() {
        try (RunningService service = new RunningService()) {
            AtomicInteger asked = new AtomicInteger();
            service.state.before =
                    () -> {
                        if (asked.incrementAndGet() == 1) {
                            service.claims.set(RunningService.claims(2, true));
                        }
                    };
            service.client().statistics(STATISTICS);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void refusesToAnswerWhileShardsKeepMoving() {
        try (RunningService service = new RunningService()) {
            service.state.before =
                    () ->
                            service.claims.set(
                                    RunningService.claims(
                                            service.claims.get().generation() + 1, true));
            assertThat(reasonOf(() -> service.client().statistics(STATISTICS)))
                    .isEqualTo(Reason.UNAVAILABLE);
            service.claims.set(RunningService.claims(0, false));
            assertThat(reasonOf(() -> service.client().statistics(STATISTICS)))
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void refusesCallsBeyondTheLimit() throws Exception {
        try (RunningService service =
                new RunningService(RunningService.limits(1, Duration.ofSeconds(20)))) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            service.state.before =
                    () -> {
                        started.countDown();
                        awaitQuietly(go);
                    };
            Thread first = Thread.ofVirtual().start(() -> service.client().statistics(STATISTICS));
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(reasonOf(() -> service.client().statistics(STATISTICS)))
                    .isEqualTo(Reason.BUSY);
            // Hello is always answered.
            service.client().hello(Wire.HelloRequest.getDefaultInstance());
            go.countDown();
            first.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException(Reason.TIMEOUT, "interrupted");
        }
    }

    @Test
    void interruptsQueryThatTakesTooLong() {
        try (RunningService service =
                new RunningService(RunningService.limits(2, Duration.ofMillis(50)))) {
            service.state.before = () -> awaitQuietly(new CountDownLatch(1));
            assertThat(reasonOf(() -> service.client().statistics(STATISTICS)))
                    .isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void interruptsQueryWhoseClientHasLeft() throws Exception {
        try (RunningService service = new RunningService()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            service.state.before =
                    () -> {
                        started.countDown();
                        try {
                            awaitQuietly(new CountDownLatch(1));
                        } finally {
                            interrupted.countDown();
                        }
                    };
            var call =
                    FlowStateGrpc.newFutureStub(service.client().getChannel())
                            .statistics(STATISTICS);
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            call.cancel(true);
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void rejectsInvalidQueryWithTheReason() {
        try (RunningService service = new RunningService()) {
            Wire.ListFlowsRequest request =
                    Wire.ListFlowsRequest.newBuilder().setFilter("colour = red").build();
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> service.client().listFlows(request))
                    .withMessageContaining("INVALID_ARGUMENT")
                    .withMessageContaining("colour");
        }
    }

    @Test
    void hidesInternalErrorsFromClients() {
        try (RunningService service = new RunningService()) {
            Wire.SeriesRequest request =
                    Wire.SeriesRequest.newBuilder()
                            .setMetric("bytes")
                            .setLimit(1)
                            .setToNanos(1)
                            .setStep("SECOND")
                            .build();
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> service.client().series(request))
                    .withMessageContaining("INTERNAL")
                    .withMessageNotContaining("secret");
        }
    }

    @Test
    void rejectsRequestThatIsTooLarge() {
        try (RunningService service = new RunningService()) {
            Wire.ListFlowsRequest request =
                    Wire.ListFlowsRequest.newBuilder().setCursor("x".repeat(65 << 10)).build();
            StatusRuntimeException failure =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () -> service.client().listFlows(request));
            assertThat(failure.getStatus().getCode())
                    .isIn(
                            Status.Code.RESOURCE_EXHAUSTED,
                            Status.Code.CANCELLED,
                            Status.Code.INTERNAL);
        }
    }

    @Test
    void takesNextPortIfTheFirstIsInUse() {
        try (RunningService first = new RunningService()) {
            int port = first.server.port();
            if (port > 65_500) {
                return;
            }
            try (RunningService second = new RunningService(StateServiceSettings.loopback(port))) {
                assertThat(second.server.port()).isBetween(port + 1, port + 15);
            }
        }
    }
}
