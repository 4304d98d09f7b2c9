package io.ringflow.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.job.FlowJob;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.settings.FlowSettings.IdleTimeout;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.ExportStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A live job in a mini cluster, with exports and checkpoints, and a thousand flows of one packet
 * each second. Any failure of a task ends the job. Needs root: check {@link NetnsFixture#obstacle}.
 * {@code -Dringflow.away=60} lets targets be away for 60 s. Not thread-safe.
 */
@SuppressWarnings("try") // its close waits for the job
public final class LiveExports implements AutoCloseable {

    /** A queue that overflows while a target is away. */
    public static final Export.Queue SMALL = new Export.Queue(1 << 17, Export.WhenFull.DROP);

    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("ringflow.away", 2));
    private static final int BURST = 10;
    private static final int PORTS = 60_000;

    private final NetnsFixture veth;
    private final Traffic traffic;
    private final JobClient job;
    private final LocalFlowState state;

    private LiveExports(NetnsFixture veth, JobClient job) {
        this.veth = veth;
        this.job = job;
        this.state = new LocalFlowState(job.getJobID());
        this.traffic = new Traffic(veth.sender());
    }

    /**
     * Starts the job; the traffic starts with {@link #startTraffic}.
     *
     * @param directory for checkpoints
     */
    public static LiveExports start(Path directory, List<Export> exports) throws Exception {
        CollectedMetrics.reset();
        NetnsFixture veth = NetnsFixture.create();
        try {
            return new LiveExports(veth, submit(veth, directory, exports));
        } catch (Exception | AssertionError e) {
            veth.close();
            throw e;
        }
    }

    private static JobClient submit(NetnsFixture veth, Path directory, List<Export> exports)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        configuration.setString(
                "metrics.reporter.exports.factory.class", CollectedMetrics.class.getName());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        Duration idle = Duration.ofSeconds(1);
        FlowJob.builder()
                .capture(LiveCapture.builder(List.of(veth.receiver())).snapLength(128).build())
                .flows(
                        FlowSettings.builder()
                                .idleTimeout(new IdleTimeout(idle, idle, idle, idle))
                                .maxFlows(200_000)
                                .retention(Duration.ZERO)
                                .build())
                .exports(exports)
                .queryable(true)
                .build()
                .addTo(env);
        return env.executeAsync();
    }

    /** Starts the traffic once packets are captured. */
    public void startTraffic() throws Exception {
        await("the ring", () -> state.health().watermarkNanos() != Long.MIN_VALUE);
        traffic.thread.start();
    }

    /** Waits until a condition is true; a failure says how the exports are doing. */
    public void await(String what, Callable<Boolean> done) throws Exception {
        Waiting.until(() -> what + "; exports: " + state.health().exports(), done::call);
    }

    /** Lets the traffic continue for as long as targets are away. */
    public void whileAway() throws Exception {
        long end = System.nanoTime() + AWAY.toNanos();
        await("the end", () -> System.nanoTime() >= end);
    }

    /** How an export is doing, as the health shows it. */
    public ExportStatus status(String export) {
        return state.health().exports().stream()
                .filter(status -> status.name().equals(export))
                .findAny()
                .orElseThrow();
    }

    /** Waits until an export has failed, and returns what the health says about it. */
    public String awaitProblem(String export, String reason) throws Exception {
        await(
                "problem of " + export,
                () -> status(export).problem().contains(reason) && status(export).retries() > 0);
        return status(export).problem();
    }

    /** Waits until an export has delivered more than it has now. */
    public void awaitMore(String export) throws Exception {
        long before = status(export).delivered();
        await("deliveries of " + export, () -> status(export).delivered() > before);
    }

    /**
     * Stops the traffic, and waits until an export has nothing left to deliver. Checks that each
     * flow that was sent is counted as delivered or dropped, in the health and in the metrics, and
     * that no task has failed.
     *
     * @return the records that were delivered
     */
    public long settle(String export) throws Exception {
        long sent = traffic.end();
        await("the last flow of " + export, () -> accounted(export) == sent);
        await("all deliveries of " + export, () -> status(export).queuedRecords() == 0);
        ExportStatus settled = status(export);
        assertThat(settled.delivered() + settled.dropped()).as(export).isEqualTo(sent);
        assertThat(CollectedMetrics.sum(export, "delivered")).isEqualTo(settled.delivered());
        assertThat(CollectedMetrics.sum(export, "dropped")).isEqualTo(settled.dropped());
        assertThat(CollectedMetrics.sum(export, "retries")).isEqualTo(settled.retries());
        assertThat(CollectedMetrics.sum(export, "queuedRecords")).isZero();
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
        assertThat(state.gaps()).isEmpty();
        return settled.delivered();
    }

    private long accounted(String export) {
        ExportStatus status = status(export);
        return status.delivered() + status.dropped() + status.queuedRecords();
    }

    @Override
    public void close() throws Exception {
        try {
            long unused = traffic.end();
            job.cancel().get();
        } finally {
            traffic.sender.close();
            veth.close();
        }
    }

    /** Sends one packet of each flow until it is stopped. */
    private static final class Traffic {

        private final PacketSender sender;
        private final Thread thread = Thread.ofPlatform().name("traffic").unstarted(this::send);
        private volatile boolean stop;
        private volatile long sent;

        Traffic(PacketSender sender) {
            this.sender = sender;
        }

        private void send() {
            long flow = 0;
            while (!stop) {
                List<byte[]> burst = new ArrayList<>();
                for (int i = 0; i < BURST; i++, flow++) {
                    int port = 1024 + (int) (flow % PORTS);
                    burst.add(TestFrames.udp(port, 53 + (int) (flow / PORTS), flow, 100));
                }
                sender.send(burst);
                sent = flow;
                LockSupport.parkNanos(10_000_000);
            }
        }

        long end() throws InterruptedException {
            stop = true;
            thread.join();
            return sent;
        }
    }
}
