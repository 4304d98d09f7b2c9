package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.JobHealth;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Queries a job while its tasks are away. Needs a mini cluster. */
@Timeout(400)
@Isolated("it compares the memory that the process holds outside the heap")
class AnswersDuringRestartIT {

    private static final int PACKETS = 5_000;

    @TempDir Path directory;

    private LocalFlowState state;
    private final FailOnDemand failing = new FailOnDemand();

    private JobClient start() throws Exception {
        Path capture = directory.resolve("random.pcap");
        new RandomTraffic(21).write(capture, PACKETS, 100);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        2,
                        Configuration.fromMap(
                                Map.of(
                                        "restart-strategy.type", "fixed-delay",
                                        "restart-strategy.fixed-delay.attempts", "9",
                                        "restart-strategy.fixed-delay.delay", "1500 ms",
                                        "execution.checkpointing.interval", "100 ms")));
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(capture.toString()), "", 0, true, DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(100_000).withRetention(FlowSettings.RETAIN_ALL))
                .queryable(true)
                .build()
                .flowsIn(env)
                .map(failing)
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        state = new LocalFlowState(job.getJobID());
        Waiting.until("all packets", () -> state.health().complete() && packets() == PACKETS);
        int checkpoints = failing.checkpoints();
        Waiting.until("a checkpoint of them", () -> failing.checkpoints() > checkpoints + 2);
        return job;
    }

    private long packets() {
        FlowStatistics statistics = state.statistics();
        return statistics.packets();
    }

    @Test
    void answersFromTheLastShardsUntilTheNextTasksClaimThem() throws Exception {
        JobClient job = start();
        long watermark = state.health().watermarkNanos();
        long bytes = RowPages.bytesOutsideHeap();
        failing.failAtNextCheckpoint();
        Waiting.until("a failure", () -> failing.failures() > 0);
        Waiting.until("the restart", () -> !state.health().complete());

        int answers = 0;
        while (!state.health().complete()) {
            JobHealth health = state.health();
            FlowStatistics statistics = state.statistics();
            assertThat(statistics.packets()).isEqualTo(PACKETS);
            assertThat(statistics.coverage().shards()).isEqualTo(FlowJob.SHARDS);
            assertThat(statistics.coverage().watermarkNanos()).isEqualTo(watermark);
            assertThat(state.interfaces())
                    .singleElement()
                    .satisfies(capture -> assertThat(capture.packets()).isEqualTo(PACKETS));
            if (!health.complete()) {
                assertThat(health.detail())
                        .contains(
                                FlowJob.SHARDS
                                        + " shards: their tasks are restarting, so they are as of 20");
                answers++;
            }
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(answers).isGreaterThan(5);
        assertThat(state.statistics().coverage().missing()).isEmpty();
        assertThat(packets()).isEqualTo(PACKETS);
        Waiting.until("the memory", () -> RowPages.bytesOutsideHeap() <= bytes);
        job.cancel().get();
        Waiting.until("the end", () -> state.health().expectedShards() == 0);
        assertThat(state.health().shards()).isZero();
    }
}
