package io.ringflow.job.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.job.FlowJob;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs a mini cluster: runs random captures through the whole job and compares its export with the
 * flows of the {@link ReferenceMeter}.
 *
 * <p>{@code -Dringflow.reference.cases=1000} runs more cases, {@code -Dringflow.reference.seed=7}
 * runs only one.
 */
class ReferenceMeterIT {

    private static final int CASES = Integer.getInteger("ringflow.reference.cases", 150);
    private static final long SEED = Long.getLong("ringflow.reference.seed", -1);
    private static final int SHOWN = 3;

    private static MiniCluster cluster;

    @TempDir Path directory;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration())
                                .setNumSlotsPerTaskManager(4)
                                .build());
        cluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb"));
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    @Test
    void exportsSameFlowsAsTheReference() throws Exception {
        List<String> failures = new ArrayList<>();
        long[] seeds = SEED >= 0 ? new long[] {SEED} : LongStream.rangeClosed(1, CASES).toArray();
        for (long seed : seeds) {
            boolean even = seed % 2 == 0;
            compare(seed, 1, even ? FoldSettings.PART_ROWS : 1 + (int) (seed % 8), failures);
            compare(seed, 4, even ? 1 + (int) (seed % 8) : FoldSettings.PART_ROWS, failures);
        }
        assertThat(failures.size())
                .as(
                        "%d of %d cases differ:%n%s",
                        failures.size(),
                        2 * seeds.length,
                        String.join("\n", failures.stream().limit(SHOWN).toList()))
                .isZero();
    }

    /** Replays a case, and adds a message if its export differs from the reference. */
    private void compare(long seed, int parallelism, int tableRows, List<String> failures)
            throws Exception {
        OddTraffic traffic = new OddTraffic(seed);
        List<String> expected =
                ReferenceMeter.measure(traffic.captures, traffic.settings, traffic.decode).stream()
                        .map(FlowText::of)
                        .sorted()
                        .toList();
        List<String> exported = export(traffic, parallelism, tableRows);
        List<String> lines = exported.stream().map(FlowText::of).sorted().toList();
        long ids = exported.stream().map(ReferenceMeterIT::id).distinct().count();
        if (!lines.equals(expected) || ids != exported.size()) {
            failures.add(
                    "seed %d, parallelism %d, tables of %d rows, %d observers, %s, %s%n%s%n%s"
                            .formatted(
                                    seed,
                                    parallelism,
                                    tableRows,
                                    traffic.captures.size(),
                                    traffic.settings,
                                    traffic.decode,
                                    ids == exported.size() ? "" : "  ids are not unique",
                                    difference(expected, lines)));
        }
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf(','));
    }

    private static String difference(List<String> expected, List<String> exported) {
        List<String> missing = new ArrayList<>(expected);
        exported.forEach(missing::remove);
        List<String> unexpected = new ArrayList<>(exported);
        expected.forEach(unexpected::remove);
        return "  reference: %s%n  exported:  %s"
                .formatted(
                        String.join("\n             ", missing),
                        String.join("\n             ", unexpected));
    }

    private List<String> export(OddTraffic traffic, int parallelism, int tableRows)
            throws Exception {
        List<String> files = new ArrayList<>();
        for (var capture : traffic.captures.entrySet()) {
            Path file = directory.resolve(capture.getKey().interfaceName());
            PacketFile.write(file, capture.getValue());
            files.add(file.toString());
        }
        Path flows = directory.resolve("flows.ndjson");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration());
        env.setParallelism(parallelism);
        FlowJob.builder()
                .capture(new FileCapture(files, "", 0, false, traffic.decode))
                .flows(traffic.settings)
                .export(FileTarget.export(flows.toString(), FlowWriter.Format.NDJSON, false))
                .localTableRows(tableRows)
                .build()
                .addTo(env);
        cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
        return Files.readAllLines(flows);
    }
}
