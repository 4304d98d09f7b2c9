package io.ringflow.rpc.client;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.FlowWire;
import io.ringflow.rpc.wire.LogWire;
import io.ringflow.rpc.wire.QueryWire;
import io.ringflow.rpc.wire.StateParts;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.StatusWire;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import io.ringflow.rpc.wire.v1.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The state service of one process, on the loopback interface; a test can make it misbehave. */
final class FakeProcess extends FlowStateGrpc.FlowStateImplBase implements AutoCloseable {

    static final String JOB = "00112233445566778899aabbccddeeff";

    /** A flow that no client can read. */
    static final Wire.Flow GARBLED = Wire.Flow.newBuilder().setEvent("garbled").build();

    final MemoryState state;
    final String id = UUID.randomUUID().toString();

    /** Calls by method. */
    final Map<String, Integer> calls = new ConcurrentHashMap<>();

    /** Calls that subscribed to changes. */
    final BlockingQueue<StreamObserver<Wire.ChangedFlows>> followers = new LinkedBlockingQueue<>();

    volatile BitSet shards;
    volatile long claimedMillis = 1;

    /** What of the shards closed tasks have left. */
    volatile StateParts kept = StateParts.NONE;

    volatile String job = JOB;

    /** The failure of every call but the greeting. */
    volatile Optional<RuntimeException> failure = Optional.empty();

    /** Whether calls but the greeting get no answer at all. */
    volatile boolean silent;

    /** Whether scans end after their first flow, without the last message. */
    volatile boolean cutsOff;

    /** Whether scans send a flow without addresses. */
    volatile boolean garbled;

    private final int expectedShards;
    private final Server server;

    FakeProcess(MemoryState state, BitSet shards, int expectedShards) {
        this(state, shards, expectedShards, 0);
    }

    FakeProcess(MemoryState state, BitSet shards, int expectedShards, int port) {
        this.state = state;
        this.shards = shards;
        this.expectedShards = expectedShards;
        try {
            server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                            .addService(this)
                            .intercept(new Counter())
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint endpoint() {
        return new Endpoint("127.0.0.1", server.getPort());
    }

    int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    private final class Counter implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            calls.merge(call.getMethodDescriptor().getBareMethodName(), 1, Integer::sum);
            return next.startCall(call, headers);
        }
    }

    private AnswerPart part() {
        return AnswerPart.of(id, expectedShards, shards, shards, claimedMillis)
                .at(MemoryState.NANOS);
    }

    private <T> void answer(StreamObserver<T> call, Supplier<T> answer) {
        if (silent) {
            return;
        }
        try {
            failure.ifPresent(
                    e -> {
                        throw e;
                    });
            call.onNext(answer.get());
            call.onCompleted();
        } catch (RuntimeException e) {
            call.onError(StateStatus.of(e));
        }
    }

    @Override
    public void hello(Wire.HelloRequest request, StreamObserver<Wire.HelloAnswer> call) {
        StateParts elsewhere = StateParts.from(request.getClaimedElsewhere());
        if (request.hasClaimedElsewhere() && elsewhere.contain(kept)) {
            shards = part().parts().without(kept).shards();
            kept = StateParts.NONE;
        }
        call.onNext(
                Wire.HelloAnswer.newBuilder()
                        .setJob(job)
                        .setPart(part().toWire())
                        .setKept(kept.toWire())
                        .build());
        call.onCompleted();
    }

    @Override
    public void getFlow(Wire.GetFlowRequest request, StreamObserver<Wire.GetFlowAnswer> call) {
        answer(call, () -> AnswerWire.of(state.flow(QueryWire.from(request)), part()));
    }

    @Override
    public void listFlows(
            Wire.ListFlowsRequest request, StreamObserver<Wire.ListFlowsAnswer> call) {
        answer(call, () -> AnswerWire.of(state.flows(QueryWire.from(request)), part()));
    }

    @Override
    public void top(Wire.TopRequest request, StreamObserver<Wire.TopAnswer> call) {
        answer(call, () -> AnswerWire.of(state.top(QueryWire.from(request)), part()));
    }

    @Override
    public void series(Wire.SeriesRequest request, StreamObserver<Wire.SeriesAnswer> call) {
        answer(call, () -> AnswerWire.of(state.series(QueryWire.from(request)), part()));
    }

    @Override
    public void statistics(
            Wire.StatisticsRequest request, StreamObserver<Wire.StatisticsAnswer> call) {
        answer(call, () -> StatusWire.of(state.statistics(), part()));
    }

    @Override
    public void interfaces(
            Wire.InterfacesRequest request, StreamObserver<Wire.InterfacesAnswer> call) {
        answer(call, () -> StatusWire.interfaces(state.interfaces().elements(), part()));
    }

    @Override
    public void gaps(Wire.GapsRequest request, StreamObserver<Wire.GapsAnswer> call) {
        answer(call, () -> StatusWire.gaps(state.gaps().elements(), part()));
    }

    @Override
    public void health(Wire.HealthRequest request, StreamObserver<Wire.HealthAnswer> call) {
        answer(
                call,
                () ->
                        Wire.HealthAnswer.newBuilder()
                                .setPart(part().toWire())
                                .addAllLogs(LogWire.of(state.health().logs()))
                                .addAllProblems(state.health().problems())
                                .build());
    }

    @Override
    public void scanFlows(
            Wire.ScanFlowsRequest request, StreamObserver<Wire.ScanFlowsAnswer> call) {
        FlowFilter filter = FlowFilter.parse(request.getFilter());
        call.onNext(Wire.ScanFlowsAnswer.newBuilder().setPart(part().toWire()).build());
        if (garbled) {
            call.onNext(Wire.ScanFlowsAnswer.newBuilder().addFlows(GARBLED).build());
        }
        Coverage coverage =
                state.scan(
                        filter,
                        QueryWire.selection(request),
                        flow -> {
                            call.onNext(
                                    Wire.ScanFlowsAnswer.newBuilder()
                                            .addFlows(FlowWire.of(flow))
                                            .build());
                            return !cutsOff;
                        });
        if (!cutsOff) {
            call.onNext(
                    Wire.ScanFlowsAnswer.newBuilder()
                            .setPart(part().with(coverage).toWire())
                            .setLast(true)
                            .build());
        }
        call.onCompleted();
    }

    @Override
    public void subscribe(Wire.SubscribeRequest request, StreamObserver<Wire.ChangedFlows> call) {
        ((ServerCallStreamObserver<Wire.ChangedFlows>) call).setOnCancelHandler(() -> {});
        call.onNext(Wire.ChangedFlows.getDefaultInstance());
        followers.add(call);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the server does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
