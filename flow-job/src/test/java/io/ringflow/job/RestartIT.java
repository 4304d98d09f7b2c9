package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.LiveCapture.LogSettings;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.PacketSockets;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.Waiting;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restarts the tasks of a live capture while packets arrive. What was captured meanwhile comes from
 * the capture's log: nothing is lost and nothing counted twice. Without checkpoints, what had been
 * emitted is recorded as lost. Skipped if no veth pair can be created.
 */
@Timeout(400)
class RestartIT {

    private static final int BURST = 40;
    private static final int PACKETS_PER_FLOW = 100;

    @TempDir Path directory;

    private NetnsFixture veth;
    private JobClient job;
    private LocalFlowState state;
    private Traffic traffic;
    private final FailOnDemand failing = new FailOnDemand();

    /** Sends packets of new flows until it is stopped. */
    private static final class Traffic implements AutoCloseable {
        private final PacketSender sender;
        private final Thread thread;
        private volatile boolean stop;
        private final AtomicLong sent = new AtomicLong();

        Traffic(PacketSender sender) {
            this.sender = sender;
            thread = Thread.ofPlatform().name("traffic").start(this::send);
        }

        private void send() {
            while (!stop) {
                List<byte[]> burst = new ArrayList<>();
                for (int i = 0; i < BURST; i++) {
                    int flow = (int) ((sent.get() + i) / PACKETS_PER_FLOW) % 50_000;
                    burst.add(TestFrames.udp(1024 + flow, 53, sent.get() + i, 100));
                }
                sender.send(burst);
                sent.addAndGet(BURST);
                LockSupport.parkNanos(2_000_000);
            }
        }

        long end() throws InterruptedException {
            stop = true;
            thread.join();
            return sent.get();
        }

        @Override
        public void close() {
            try {
                long unused = end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sender.close();
        }
    }

    @BeforeEach
    void makeNetwork() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        veth = NetnsFixture.create();
    }

    @AfterEach
    void stop() throws Exception {
        if (traffic != null) {
            traffic.close();
        }
        if (job != null) {
            job.cancel().get();
        }
        if (veth != null) {
            veth.close();
        }
    }

    private void start(boolean checkpoints, int readers) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 9);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(400));
        if (checkpoints) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        DataStream<Flow> flows =
                FlowJob.builder()
                        .capture(
                                LiveCapture.builder(List.of(veth.receiver()))
                                        .snapLength(128)
                                        .ring(
                                                new LiveCapture.RingSettings(
                                                        1 << 18, 64, Duration.ofMillis(20)))
                                        .fanout(new LiveCapture.Fanout(FanoutMode.HASH, readers))
                                        .log(new LogSettings(0, Duration.ofSeconds(10)))
                                        .build())
                        .flows(FlowSettings.defaults(1_000_000))
                        .export(
                                FileTarget.export(
                                        directory.resolve("x").toString(),
                                        FlowWriter.Format.NDJSON,
                                        true))
                        .queryable(true)
                        .build()
                        .flowsIn(env);
        flows.map(failing).sinkTo(new DiscardingSink<>());
        job = env.executeAsync();
        state = new LocalFlowState(job.getJobID());
        // Event time advances once every reader has its ring.
        Waiting.until("all rings", () -> state.health().watermarkNanos() != Long.MIN_VALUE);
        traffic = new Traffic(veth.sender());
    }

    private long counted() {
        return state.interfaces().stream().mapToLong(InterfaceStatus::packets).sum();
    }

    private long lost() {
        return state.gaps().stream().mapToLong(CaptureGap::drops).sum();
    }

    private long inFlows() {
        try {
            return state.statistics().packets();
        } catch (StateException e) {
            assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
            return -1;
        }
    }

    private void failOnce() throws Exception {
        int failures = failing.failures();
        failing.failAtNextFlow();
        Waiting.until("a failure", () -> failing.failures() > failures);
    }

    /** Fails, and waits until packets captured since then are in flows. */
    private void restart() throws Exception {
        failOnce();
        long restarted = System.currentTimeMillis() * 1_000_000;
        Waiting.until("flows after the restart", () -> state.health().watermarkNanos() > restarted);
    }

    private long stopSendingAndAwaitAll() throws Exception {
        long sent = traffic.end();
        Waiting.until("all packets that were sent", () -> counted() + lost() >= sent);
        assertThat(counted() + lost()).isEqualTo(sent);
        return sent;
    }

    private void assertRingsAreReleasedAtTheEnd() throws Exception {
        assertThat(PacketSockets.countOf(veth.receiver())).isPositive();
        job.cancel().get();
        job = null;
        Waiting.until(
                "the release of the rings", () -> PacketSockets.countOf(veth.receiver()) == 0);
    }

    @Test
    void losesNothingInRestarts() throws Exception {
        start(true, 2);
        Waiting.until("a checkpoint", () -> failing.checkpoints() >= 2);
        restart();
        int checkpoints = failing.checkpoints();
        Waiting.until("another checkpoint", () -> failing.checkpoints() > checkpoints);
        restart();
        long sent = stopSendingAndAwaitAll();
        assertThat(state.gaps()).isEmpty();
        Waiting.until("all packets in flows", () -> inFlows() == sent);
        assertRingsAreReleasedAtTheEnd();
    }

    @Test
    void recordsAllPacketsBeforeTheFailureAsLostWithoutCheckpoints() throws Exception {
        start(false, 1);
        Waiting.until("flows", () -> counted() > 1_000);
        restart();
        long sent = stopSendingAndAwaitAll();
        // Buckets that were open at the failure are complete, so flows have more than was counted.
        Waiting.until("all packets in flows", () -> inFlows() >= counted());
        assertThat(inFlows()).isLessThan(sent);
        assertThat(state.gaps())
                .singleElement()
                .satisfies(
                        gap -> {
                            assertThat(gap.cause()).isEqualTo(CaptureGap.Cause.RESTART);
                            assertThat(gap.drops()).isPositive();
                            assertThat(gap.endNanos()).isGreaterThan(gap.startNanos());
                        });
        assertRingsAreReleasedAtTheEnd();
    }

    @Test
    void countsTheLastSecondsBeforeItIsDrained() throws Exception {
        start(true, 2);
        Waiting.until("flows", () -> inFlows() > 0);
        long sent = traffic.end();
        // The kernel hands over a block that isn't full after 20 ms.
        String savepoint =
                job.stopWithSavepoint(
                                true,
                                directory.resolve("savepoints").toString(),
                                SavepointFormatType.NATIVE)
                        .get();
        assertThat(savepoint).isNotEmpty();
        ReplaySummary summary = ReplaySummary.of(job.getJobExecutionResult().get());
        job = null;
        assertThat(summary.packets()).isEqualTo(sent);
        assertThat(summary.flows()).isEqualTo(Math.ceilDiv(sent, PACKETS_PER_FLOW));
    }
}
