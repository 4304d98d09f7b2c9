package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.flink.UnsuitableFlinkException;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Settings of Flink that users may choose keep the job exact over a failure; those of a cluster
 * that the job can't work with end it. Needs a mini cluster.
 */
@Timeout(400)
@SuppressWarnings("try") // Flink's close throws Exception
class FlinkSettingsIT {

    private static final int PACKETS = 4_000;
    private static final int HOSTS = 100;

    /** Seconds of the capture per second, so that there are some checkpoints. */
    private static final double SLOWLY = 60;

    @TempDir static Path directory;

    private static Path capture;
    private static List<String> expected;

    @BeforeAll
    static void replayWithoutFailure() throws Exception {
        capture = directory.resolve("random.pcap");
        new RandomTraffic(21).write(capture, PACKETS, HOSTS);
        Path export = directory.resolve("expected");
        StreamExecutionEnvironment env = environment(Map.of());
        job(export, 0).addTo(env);
        env.execute();
        expected = sorted(export);
    }

    private static StreamExecutionEnvironment environment(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("restart-strategy.type", "fixed-delay");
        all.put("restart-strategy.fixed-delay.attempts", "3");
        all.put("restart-strategy.fixed-delay.delay", "10 ms");
        all.putAll(settings);
        return StreamExecutionEnvironment.createLocalEnvironment(2, Configuration.fromMap(all));
    }

    private static FlowJob job(Path export, double speed) {
        return FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(capture.toString()),
                                "",
                                speed,
                                false,
                                DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(1_000_000).withRetention(Duration.ZERO))
                .export(FileTarget.export(export.toString(), FlowWriter.Format.NDJSON, true))
                .build();
    }

    private static List<String> sorted(Path file) throws Exception {
        return Files.readAllLines(file).stream().sorted().toList();
    }

    private static Map<String, String> parse(String settings) {
        return Stream.of(settings.split(" "))
                .map(setting -> setting.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "execution.checkpointing.unaligned.enabled=true"
                        + " execution.checkpointing.unaligned.interruptible-timers.enabled=true"
                        + " taskmanager.network.memory.buffer-debloat.enabled=true",
                "execution.state-recovery.from-local=true"
                        + " execution.checkpointing.max-concurrent-checkpoints=3"
                        + " execution.checkpointing.snapshot-compression=true"
                        + " execution.checkpointing.incremental=true"
                        + " state.latency-track.keyed-state-enabled=true",
                "pipeline.object-reuse=false"
                        + " pipeline.max-parallelism=64"
                        + " pipeline.operator-chaining.enabled=false"
                        + " pipeline.auto-watermark-interval=0"
            })
    void staysExactOverAFailure(String allowed) throws Exception {
        Path export = directory.resolve("flows-" + allowed.hashCode());
        Map<String, String> settings = new HashMap<>(parse(allowed));
        settings.put("execution.checkpointing.interval", "30 ms");
        settings.put("execution.checkpointing.dir", directory.resolve("c").toUri().toString());
        StreamExecutionEnvironment env = environment(settings);
        FailOnDemand failing = new FailOnDemand();
        failing.failAfterCheckpoints(1);
        DataStream<Flow> flows = job(export, SLOWLY).flowsIn(env);
        flows.map(failing).sinkTo(new DiscardingSink<>());
        env.execute();
        assertThat(failing.failures()).isEqualTo(1);
        assertThat(sorted(export)).isEqualTo(expected);
    }

    /** The job's own settings say nothing about the backend, so those of the cluster apply. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "state.backend.type=rocksdb",
                "state.changelog.enabled=true",
                "state.size-track.keyed-state-enabled=true"
            })
    void tasksRefuseSettingOfTheCluster(String setting) throws Exception {
        Map<String, String> settings = new HashMap<>(parse(setting));
        settings.put("rest.bind-port", "0");
        MiniClusterConfiguration cluster =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(Configuration.fromMap(settings))
                        .setNumSlotsPerTaskManager(2)
                        .build();
        StreamExecutionEnvironment env = environment(Map.of());
        job(directory.resolve("refused"), 0).addTo(env);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        try (MiniCluster started = new MiniCluster(cluster)) {
            started.start();
            assertThatThrownBy(() -> started.executeJobBlocking(graph))
                    .satisfies(
                            thrown ->
                                    assertThat(refusal(thrown))
                                            .hasMessageContaining(setting.split("=", -1)[0]));
        }
    }

    private static Throwable refusal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Throwable plain =
                    cause instanceof SerializedThrowable serialized
                            ? serialized.deserializeError(FlinkSettingsIT.class.getClassLoader())
                            : cause;
            if (plain instanceof UnsuitableFlinkException) {
                return plain;
            }
        }
        return thrown;
    }
}
