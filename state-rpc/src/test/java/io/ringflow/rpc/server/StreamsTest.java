package io.ringflow.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.ringflow.model.Flow;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Scans and subscriptions over loopback sockets. */
class StreamsTest {

    private static final Wire.ScanFlowsRequest ALL =
            Wire.ScanFlowsRequest.newBuilder().setSelection("ALL").build();

    /** A reader that takes only the messages that the test requests. */
    private static class SlowReader<Q, A> implements ClientResponseObserver<Q, A> {

        final List<A> taken = new ArrayList<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        ClientCallStreamObserver<Q> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(A value) {
            taken.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }

    @Test
    void scanReturnsEveryFlowOnceAndMarksItsEnd() {
        try (RunningService service = new RunningService()) {
            service.state.flows = 20_000;
            Iterator<Wire.ScanFlowsAnswer> answers = service.client().scanFlows(ALL);
            Wire.ScanFlowsAnswer first = answers.next();
            assertThat(first.getFlowsList()).isEmpty();
            assertThat(AnswerPart.from(first.getPart()).shards())
                    .isEqualTo(RunningService.lowerHalf());
            List<Flow> flows = new ArrayList<>();
            Wire.ScanFlowsAnswer last = first;
            while (answers.hasNext()) {
                assertThat(last.getLast()).isFalse();
                last = answers.next();
                assertThat(last.getSerializedSize()).isLessThan(100 << 10);
                flows.addAll(AnswerWire.flows(last.getFlowsList()));
            }
            assertThat(last.getLast()).isTrue();
            assertThat(AnswerPart.from(last.getPart()).watermarkNanos()).isEqualTo(FakeState.NANOS);
            assertThat(flows)
                    .containsExactlyElementsOf(
                            LongStream.range(0, 20_000).mapToObj(FakeState::flow).toList());
        }
    }

    @Test
    void scanReportsThatShardsMovedMeanwhile() {
        try (RunningService service = new RunningService()) {
            service.state.before = () -> service.claims.set(RunningService.claims(2, true));
            List<Wire.ScanFlowsAnswer> answers = new ArrayList<>();
            service.client().scanFlows(ALL).forEachRemaining(answers::add);
            assertThat(answers.getLast().getPart().getMissingList())
                    .containsExactly("shards moved while they were read");
        }
    }

    @Test
    void slowReaderPausesTheScan() throws Exception {
        try (RunningService service = new RunningService()) {
            service.state.flows = Long.MAX_VALUE;
            SlowReader<Wire.ScanFlowsRequest, Wire.ScanFlowsAnswer> reader = new SlowReader<>();
            service.asyncClient().scanFlows(ALL, reader);
            service.state.awaitScan();
            long before = -1;
            // Waits until the scan has paused for a while.
            for (long now = 0, since = System.nanoTime();
                    System.nanoTime() - since < 500_000_000;
                    now = service.state.scanned.get()) {
                if (now != before) {
                    before = now;
                    since = System.nanoTime();
                }
                Thread.onSpinWait();
            }
            assertThat(before).isBetween(1L, 20_000L);
            reader.call.request(50);
            long deadline = System.nanoTime() + RunningService.PATIENCE.toNanos();
            while (service.state.scanned.get() <= before) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            reader.call.cancel("enough", null);
        }
    }

    @Test
    void endsScanWhoseReaderPausesForTooLong() {
        try (RunningService service =
                new RunningService(RunningService.limits(1, Duration.ofMillis(100)))) {
            service.state.flows = Long.MAX_VALUE;
            SlowReader<Wire.ScanFlowsRequest, Wire.ScanFlowsAnswer> reader = new SlowReader<>();
            service.asyncClient().scanFlows(ALL, reader);
            service.state.awaitScan();
            // The only permitted stream becomes free for another client.
            service.state.flows = 1;
            long deadline = System.nanoTime() + RunningService.PATIENCE.toNanos();
            while (!scans(service)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    private static boolean scans(RunningService service) {
        try {
            service.client().scanFlows(ALL).forEachRemaining(answer -> {});
            return true;
        } catch (StatusRuntimeException e) {
            assertThat(StateStatus.toException("it", e).reason()).isEqualTo(Reason.BUSY);
            return false;
        }
    }

    @Test
    void subscriptionReceivesChangesAndLosses() throws Exception {
        try (RunningService service = new RunningService()) {
            Iterator<Wire.ChangedFlows> stream =
                    service.client().subscribe(Wire.SubscribeRequest.getDefaultInstance());
            assertThat(stream.next()).isEqualTo(Wire.ChangedFlows.getDefaultInstance());
            ChangedFlows change = new ChangedFlows(5, List.of(FakeState.flow(3)), 2);
            service.state.changes.add(change);
            assertThat(AnswerWire.from(stream.next())).isEqualTo(change);
            List<Flow> many = LongStream.range(0, 2500).mapToObj(FakeState::flow).toList();
            service.state.changes.add(new ChangedFlows(6, many, 9));
            List<ChangedFlows> parts =
                    List.of(
                            AnswerWire.from(stream.next()),
                            AnswerWire.from(stream.next()),
                            AnswerWire.from(stream.next()));
            assertThat(parts).extracting(ChangedFlows::missed).containsExactly(9L, 0L, 0L);
            assertThat(parts.stream().flatMap(part -> part.flows().stream()).toList())
                    .isEqualTo(many);
        }
    }

    @Test
    void subscriptionEndsWhenItsClientLeaves() throws Exception {
        try (RunningService service = new RunningService()) {
            CountDownLatch first = new CountDownLatch(1);
            SlowReader<Wire.SubscribeRequest, Wire.ChangedFlows> reader =
                    new SlowReader<>() {
                        @Override
                        public void onNext(Wire.ChangedFlows value) {
                            first.countDown();
                        }
                    };
            service.asyncClient().subscribe(Wire.SubscribeRequest.getDefaultInstance(), reader);
            reader.call.request(1);
            assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            reader.call.cancel("gone", null);
            assertThat(service.state.subscriptionClosed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void refusesStreamsBeyondTheLimit() {
        try (RunningService service =
                new RunningService(RunningService.limits(1, Duration.ofSeconds(20)))) {
            Iterator<Wire.ChangedFlows> stream =
                    service.client().subscribe(Wire.SubscribeRequest.getDefaultInstance());
            stream.next();
            Iterator<Wire.ScanFlowsAnswer> scan = service.client().scanFlows(ALL);
            var failure = Assertions.catchThrowableOfType(StatusRuntimeException.class, scan::next);
            assertThat(StateStatus.toException("it", failure).reason()).isEqualTo(Reason.BUSY);
        }
    }
}
