package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Waiting;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live capture with an export to a full disk beside one that works. Any restart would end the
 * job. Skipped if no veth pair can be created.
 */
@Timeout(200)
class ExportFailureIT {

    private static final int FLOWS = 200;

    @TempDir Path directory;

    private JobClient start(NetnsFixture veth) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FileTarget works =
                FileTarget.of(directory.resolve("flows").toString(), FlowWriter.Format.NDJSON);
        FlowJob.builder()
                .capture(LiveCapture.builder(List.of(veth.receiver())).snapLength(128).build())
                .flows(FlowSettings.defaults(100_000))
                .export(
                        Export.of("full", FileTarget.of("/dev/full", FlowWriter.Format.NDJSON))
                                .withSelection(Export.Selection.ALL)
                                .withQueue(new Export.Queue(20_000, Export.WhenFull.DROP)))
                .export(Export.of("works", works).withSelection(Export.Selection.ALL))
                .queryable(true)
                .build()
                .addTo(env);
        return env.executeAsync();
    }

    private static Map<String, ExportStatus> exports(LocalFlowState state) {
        return state.health().exports().stream()
                .collect(Collectors.toMap(ExportStatus::name, Function.identity()));
    }

    private static long accounted(ExportStatus export) {
        return export.dropped() + export.queuedRecords();
    }

    @Test
    void fullDiskStopsNeitherTheJobNorOtherExports() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (NetnsFixture veth = NetnsFixture.create();
                PacketSender sender = veth.sender()) {
            JobClient job = start(veth);
            LocalFlowState state = new LocalFlowState(job.getJobID());
            Waiting.until("the ring", () -> state.health().watermarkNanos() != Long.MIN_VALUE);
            List<byte[]> packets = new ArrayList<>();
            for (int flow = 0; flow < FLOWS; flow++) {
                packets.add(TestFrames.udp(1024 + flow, 53, flow, 100));
            }
            sender.send(packets);
            Waiting.until("a loss", () -> exports(state).get("full").dropped() > 0);
            Waiting.until("all records", () -> exports(state).get("works").delivered() == FLOWS);
            Waiting.until("the same records", () -> accounted(exports(state).get("full")) == FLOWS);
            Waiting.until("a failed write", () -> exports(state).get("full").retries() > 0);
            ExportStatus full = exports(state).get("full");
            assertThat(full.problem())
                    .startsWith("/dev/full: can't be written: No space left on device; make room")
                    .contains("records were dropped");
            assertThat(full.delivered()).isZero();
            assertThat(exports(state).get("works").problem()).isEmpty();
            assertThat(state.interfaces().stream().mapToLong(InterfaceStatus::packets).sum())
                    .isEqualTo(FLOWS);
            assertThat(state.gaps()).isEmpty();
            job.cancel().get();
        }
        assertThat(Files.readAllLines(directory.resolve("flows"))).hasSize(FLOWS);
    }
}
