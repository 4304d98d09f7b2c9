package io.ringflow.rpc.server;

import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ringflow.model.FlowId;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.ExportWire;
import io.ringflow.rpc.wire.KnownWire;
import io.ringflow.rpc.wire.LogWire;
import io.ringflow.rpc.wire.QueryWire;
import io.ringflow.rpc.wire.StateParts;
import io.ringflow.rpc.wire.StatusWire;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.BitSet;
import java.util.function.Function;

/**
 * Answers the calls of the service. gRPC's threads call the methods, which hand all but the
 * cheapest work to a pool.
 */
final class StateCalls extends FlowStateGrpc.FlowStateImplBase {

    /** Size of the largest message sent. */
    static final int MAX_ANSWER_BYTES = 8 << 20;

    private final ServedJob served;
    private final FlowState state;
    private final ClaimedState claimed;
    private final SettledState settled;
    private final StateServiceSettings.Limits limits;
    private final CallPool calls;
    private final CallPool streams;

    StateCalls(
            ServedJob served,
            FlowState state,
            ClaimedState claimed,
            SettledState settled,
            StateServiceSettings.Limits limits,
            CallPool calls,
            CallPool streams) {
        this.served = served;
        this.state = state;
        this.claimed = claimed;
        this.settled = settled;
        this.limits = limits;
        this.calls = calls;
        this.streams = streams;
    }

    @Override
    public void hello(Wire.HelloRequest request, StreamObserver<Wire.HelloAnswer> call) {
        if (request.hasClaimedElsewhere()) {
            claimed.claimedElsewhere(StateParts.from(request.getClaimedElsewhere()));
        }
        call.onNext(
                Wire.HelloAnswer.newBuilder()
                        .setJob(served.job())
                        .setHost(served.host())
                        .setPart(settled.part().toWire())
                        .setKept(claimed.kept().toWire())
                        .build());
        call.onCompleted();
    }

    @Override
    public void health(Wire.HealthRequest request, StreamObserver<Wire.HealthAnswer> call) {
        answer(
                call,
                part -> {
                    JobHealth health = state.health();
                    return Wire.HealthAnswer.newBuilder()
                            .setPart(part.with(health).toWire())
                            .setDetail(health.detail())
                            .setKnown(KnownWire.of(health.known()))
                            .addAllExports(ExportWire.of(health.exports()))
                            .addAllLogs(LogWire.of(health.logs()))
                            .addAllProblems(health.problems())
                            .build();
                });
    }

    @Override
    public void getFlow(Wire.GetFlowRequest request, StreamObserver<Wire.GetFlowAnswer> call) {
        FlowId id = QueryWire.from(request);
        answer(
                call,
                part -> {
                    int shard = id.shard(Math.max(1, part.expectedShards()));
                    if (!part.shards().get(shard)) {
                        throw new StateException(
                                StateException.Reason.UNAVAILABLE,
                                "shard " + shard + " is not in this process");
                    }
                    return AnswerWire.of(state.flow(id), part);
                });
    }

    @Override
    public void listFlows(
            Wire.ListFlowsRequest request, StreamObserver<Wire.ListFlowsAnswer> call) {
        answer(call, part -> AnswerWire.of(state.flows(QueryWire.from(request)), part));
    }

    @Override
    public void top(Wire.TopRequest request, StreamObserver<Wire.TopAnswer> call) {
        answerWithRollups(call, part -> AnswerWire.of(state.top(QueryWire.from(request)), part));
    }

    @Override
    public void series(Wire.SeriesRequest request, StreamObserver<Wire.SeriesAnswer> call) {
        answerWithRollups(call, part -> AnswerWire.of(state.series(QueryWire.from(request)), part));
    }

    @Override
    public void statistics(
            Wire.StatisticsRequest request, StreamObserver<Wire.StatisticsAnswer> call) {
        answer(call, part -> StatusWire.of(state.statistics(), part));
    }

    @Override
    public void interfaces(
            Wire.InterfacesRequest request, StreamObserver<Wire.InterfacesAnswer> call) {
        answer(call, part -> StatusWire.interfaces(state.interfaces().elements(), part));
    }

    @Override
    public void gaps(Wire.GapsRequest request, StreamObserver<Wire.GapsAnswer> call) {
        answer(call, part -> StatusWire.gaps(state.gaps().elements(), part));
    }

    private <T extends Message> void answer(StreamObserver<T> call, Function<AnswerPart, T> ask) {
        answerWithRollups(call, part -> ask.apply(part.withRollups(new BitSet())));
    }

    /** Rollups may be in two processes while a job recovers, so an answer says that it has them. */
    private <T extends Message> void answerWithRollups(
            StreamObserver<T> call, Function<AnswerPart, T> ask) {
        calls.answer(
                (ServerCallStreamObserver<T>) call,
                limits.callTimeout(),
                () -> checked(settled.answer(ask)));
    }

    private static <T extends Message> T checked(T answer) {
        int size = answer.getSerializedSize();
        if (size > MAX_ANSWER_BYTES) {
            throw new StateException(
                    StateException.Reason.REFUSED,
                    "the answer has "
                            + size
                            + " bytes, but the limit is "
                            + MAX_ANSWER_BYTES
                            + "; ask for less");
        }
        return answer;
    }

    @Override
    public void scanFlows(
            Wire.ScanFlowsRequest request, StreamObserver<Wire.ScanFlowsAnswer> call) {
        ServerCallStreamObserver<Wire.ScanFlowsAnswer> stream =
                (ServerCallStreamObserver<Wire.ScanFlowsAnswer>) call;
        PacedStream<Wire.ScanFlowsAnswer> paced = new PacedStream<>(stream);
        streams.stream(
                stream,
                () -> {
                    Claims claims = settled.settled();
                    FlowScanStream.send(
                            request,
                            state,
                            settled.part(claims),
                            () -> settled.isUnchanged(claims),
                            answer -> paced.send(answer, limits.streamPatience()));
                    return null;
                });
    }

    @Override
    public void subscribe(Wire.SubscribeRequest request, StreamObserver<Wire.ChangedFlows> call) {
        ServerCallStreamObserver<Wire.ChangedFlows> stream =
                (ServerCallStreamObserver<Wire.ChangedFlows>) call;
        PacedStream<Wire.ChangedFlows> paced = new PacedStream<>(stream);
        streams.stream(
                stream,
                () -> {
                    ChangeStream.send(request, state, paced);
                    return null;
                });
    }
}
