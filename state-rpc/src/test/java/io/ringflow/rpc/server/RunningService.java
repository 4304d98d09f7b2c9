package io.ringflow.rpc.server;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ringflow.rpc.wire.v1.FlowStateGrpc;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A server on a free loopback port, and a client. The test closes it. */
final class RunningService implements AutoCloseable {

    static final String JOB = "00112233445566778899aabbccddeeff";
    static final BitSet ROLLUPS = BitSet.valueOf(new long[] {0b1010});
    static final Duration PATIENCE = Duration.ofMinutes(1);

    final FakeState state = new FakeState();
    final AtomicReference<Claims> claims = new AtomicReference<>(claims(1, true));
    final FlowStateServer server;
    private final ManagedChannel channel;

    RunningService() {
        this(StateServiceSettings.loopback(0));
    }

    RunningService(StateServiceSettings settings) {
        server = FlowStateServer.start(new ServedJob(JOB, "host-a"), state, claims::get, settings);
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                        .usePlaintext()
                        .flowControlWindow(64 << 10)
                        .build();
    }

    /** Returns claims for the lower half of 8 shards. */
    static Claims claims(long generation, boolean settled) {
        return new Claims(generation, settled, 8, lowerHalf(), lowerHalf(), ROLLUPS, 1234);
    }

    static BitSet lowerHalf() {
        BitSet half = new BitSet();
        half.set(0, 4);
        return half;
    }

    static StateServiceSettings limits(int maxCalls, Duration callTimeout) {
        return new StateServiceSettings(
                "127.0.0.1",
                0,
                StateServiceSettings.Access.OPEN,
                new StateServiceSettings.Limits(maxCalls, maxCalls, callTimeout));
    }

    FlowStateGrpc.FlowStateBlockingStub client() {
        return FlowStateGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    FlowStateGrpc.FlowStateStub asyncClient() {
        return FlowStateGrpc.newStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.stop();
    }
}
