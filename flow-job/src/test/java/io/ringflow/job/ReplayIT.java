package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs a mini cluster: runs the whole job over capture files. */
class ReplayIT {

    private static final int PACKETS = 60_000;
    private static final int HOSTS = 300;

    /** With others, 1 of 16,384 reused connections has the tag of the one before it. */
    private static final long SEED = 21;

    @TempDir Path directory;

    private Path capture;

    @BeforeEach
    void writeCapture() throws Exception {
        capture = directory.resolve("random.pcap");
        new RandomTraffic(SEED).write(capture, PACKETS, HOSTS);
    }

    @Test
    void countsEachPacketOnce() throws Exception {
        List<String> flows = replay(1, FoldSettings.PART_ROWS, plenty());
        long packets =
                flows.stream()
                        .filter(line -> line.contains("\"event\":\"end\""))
                        .mapToLong(ReplayIT::packets)
                        .sum();
        assertThat(packets).isEqualTo(PACKETS);
        assertThat(flows)
                .anyMatch(line -> line.contains("idle-timeout"))
                .anyMatch(line -> line.contains("end-of-flow"))
                .anyMatch(line -> line.contains("forced-end"));
    }

    @Test
    void exportsSameFlowsAtAnyParallelismAndTableSize() throws Exception {
        List<String> expected = replay(1, FoldSettings.PART_ROWS, plenty());
        assertThat(replay(2, FoldSettings.PART_ROWS, plenty())).isEqualTo(expected);
        assertThat(replay(4, FoldSettings.PART_ROWS, plenty())).isEqualTo(expected);
        assertThat(replay(1, 64, plenty())).isEqualTo(expected);
        assertThat(replay(4, 64, plenty())).isEqualTo(expected);
    }

    @Test
    void evictsSameFlowsAtAnyParallelismAndTableSize() throws Exception {
        FlowSettings few = FlowSettings.defaults(FlowJob.SHARDS * 5L);
        List<String> expected = replay(1, FoldSettings.PART_ROWS, few);
        assertThat(expected).anyMatch(line -> line.contains("lack-of-resources"));
        assertThat(replay(2, 64, few)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"NDJSON", "CSV", "TABLE", "ZEEK"})
    void exportsSameFlowsAfterAFailure(FlowWriter.Format format) throws Exception {
        List<String> expected = replay(2, FoldSettings.PART_ROWS, plenty(), format);
        Path export = directory.resolve("failed." + format.text());
        Configuration configuration = configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FailOnDemand failing = new FailOnDemand();
        failing.failAfterCheckpoints(3);
        DataStream<Flow> flows =
                FlowJob.builder()
                        .capture(
                                new FileCapture(
                                        List.of(capture.toString()),
                                        "",
                                        200,
                                        false,
                                        DecodeSettings.DEFAULT))
                        .flows(plenty())
                        .export(export(export, format))
                        .build()
                        .flowsIn(env);
        flows.map(failing).sinkTo(new DiscardingSink<>());
        env.execute();
        assertThat(failing.failures()).isEqualTo(1);
        assertThat(withoutTimesOfLog(sorted(export))).isEqualTo(withoutTimesOfLog(expected));
    }

    @Test
    void mergesOverlappingFilesIntoFlowsWithTwoObservers() throws Exception {
        Path other = directory.resolve("other.pcap");
        Files.copy(capture, other);
        Path export = directory.resolve("two.ndjson");
        List<String> alone = replay(1, FoldSettings.PART_ROWS, plenty());
        for (int parallelism : new int[] {1, 3}) {
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration());
            FlowJob.builder()
                    .capture(FileCapture.of(List.of(capture.toString(), other.toString())))
                    .flows(plenty())
                    .export(export(export, FlowWriter.Format.NDJSON))
                    .build()
                    .addTo(env);
            env.execute();
            List<String> both = sorted(export);
            assertThat(both).hasSameSizeAs(alone);
            assertThat(both)
                    .allMatch(line -> line.contains("other.pcap") && line.contains("random.pcap"));
            assertThat(withoutObservers(both)).isEqualTo(withoutObservers(alone));
        }
    }

    private static long packets(String line) {
        Matcher matcher = Pattern.compile("\"packets\":(\\d+)").matcher(line);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** The lines but for those that say when a log of Zeek was opened and closed. */
    private static List<String> withoutTimesOfLog(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("^(#open|#close)\t.*", "$1")).toList();
    }

    private static List<String> withoutObservers(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("\"observers\".*", "")).toList();
    }

    private static FlowSettings plenty() {
        return FlowSettings.defaults(1_000_000).withRetention(Duration.ZERO);
    }

    private List<String> replay(int parallelism, int tableRows, FlowSettings settings)
            throws Exception {
        return replay(parallelism, tableRows, settings, FlowWriter.Format.NDJSON);
    }

    private List<String> replay(
            int parallelism, int tableRows, FlowSettings settings, FlowWriter.Format format)
            throws Exception {
        Path export = directory.resolve("flows." + format.text());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration());
        FlowJob.builder()
                .capture(FileCapture.of(List.of(capture.toString())))
                .flows(settings)
                .export(export(export, format))
                .localTableRows(tableRows)
                .build()
                .addTo(env);
        env.execute();
        return sorted(export);
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        return configuration;
    }

    private static Export export(Path file, FlowWriter.Format format) {
        return FileTarget.export(file.toString(), format, true);
    }

    private static List<String> sorted(Path file) throws Exception {
        return Files.readAllLines(file).stream().sorted().toList();
    }
}
