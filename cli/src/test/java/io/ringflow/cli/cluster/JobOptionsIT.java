package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.config.ConfigurationReader;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.flink.FlinkSettings.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Runs the job of {@code submit} in a mini cluster, as its options say. */
@SuppressWarnings("try") // Flink's close throws Exception
class JobOptionsIT {

    private static final CaptureOfFlows CAPTURE = new CaptureOfFlows(3, 130);

    @TempDir Path directory;

    private static JobOptions options(String... arguments) {
        return CommandLine.populateCommand(new JobOptions(), arguments);
    }

    private static Configuration configuration() {
        return ConfigurationReader.read(Optional.empty(), Map.of(), Map.of());
    }

    @Test
    void replaysAsTheOptionsSay() throws Exception {
        Path capture = directory.resolve("flows.pcap");
        CAPTURE.write(capture);
        Path output = directory.resolve("flows.txt");
        JobOptions options =
                options(
                        "--replay",
                        capture.toString(),
                        "-o",
                        output.toString(),
                        "--format",
                        "ndjson",
                        "--interim",
                        "--observer",
                        "probe-7");
        Configuration configuration = configuration();
        options.check(configuration);
        assertThat(options.purpose()).isEqualTo(Purpose.BOUNDED);
        try (StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(
                        1,
                        org.apache.flink.configuration.Configuration.fromMap(
                                FlinkSettings.job(configuration.flink(), options.purpose())))) {
            options.build(environment, configuration);
            var unused = environment.execute();
        }
        List<String> records = Files.readAllLines(output);
        assertThat(records).allMatch(line -> line.contains("\"probe-7\""));
        assertThat(count(records, "end")).isEqualTo(CAPTURE.flows());
        assertThat(count(records, "new")).isEqualTo(CAPTURE.flows());
    }

    private static long count(List<String> records, String event) {
        return records.stream().filter(line -> line.contains("\"event\":\"" + event)).count();
    }

    @ParameterizedTest
    @CsvSource({
        "--interim, need --replay",
        "--serve, need --replay",
        "--format csv, need --replay",
        "--observer me, --observer needs --replay",
        "--replay -, give files",
        "--replay a.pcap, needs a file for its flows",
        "--replay a.pcap -o flows.log, does not say a format"
    })
    void optionsThatDoNotFitAreRefused(String arguments, String reason) {
        assertThatThrownBy(() -> options(arguments.split(" ")).check(configuration()))
                .hasMessageContaining(reason);
    }

    @Test
    void servedReplayRunsUntilItIsStopped() {
        JobOptions served = options("--replay", "a.pcap", "--serve");
        served.check(configuration());
        assertThat(served.purpose()).isEqualTo(Purpose.UNBOUNDED);
    }

    private static SavepointRestoreSettings savepoint(String... arguments) {
        return CommandLine.populateCommand(new SavepointOptions(), arguments).settings();
    }

    @Test
    void savepointOptionsSayWhichStateTheJobStartsWith() {
        assertThat(savepoint().restoreSavepoint()).isFalse();
        SavepointRestoreSettings strict = savepoint("--from", "file:/savepoint");
        assertThat(strict.getRestorePath()).isEqualTo("file:/savepoint");
        assertThat(strict.allowNonRestoredState()).isFalse();
        assertThat(savepoint("--from", "file:/s", "--allow-lost-state").allowNonRestoredState())
                .isTrue();
    }
}
