package io.ringflow.cli;

import io.ringflow.capture.FileCapture;
import io.ringflow.cli.cluster.FlinkSettings.Purpose;
import io.ringflow.cli.config.Configuration;
import io.ringflow.job.FileExport;
import io.ringflow.job.FlowJob;
import io.ringflow.job.FlowSettings;
import io.ringflow.job.service.GrpcStateService;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Option;

/** What a job on a cluster does: captures the hosts of all TaskManagers, unless files are given. */
final class JobOptions {

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Capture files instead, which every TaskManager's host must have.")
    private List<String> files = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File for a replay's flows, on the host of the TaskManager that writes.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "ndjson|csv|table",
            converter = FormatConverter.class,
            description = "Format of OUT; by default by its extension.")
    private FlowWriter.Format format;

    @Option(names = "--interim", description = "Also write new and update records to OUT.")
    private boolean interim;

    @Option(names = "--serve", description = "A replay stays up for queries.")
    private boolean serve;

    /** Makes sure that the options fit together; {@code configuration} may have exports. */
    void check(Configuration configuration) {
        if (files.isEmpty() && (output != null || format != null || interim || serve)) {
            throw CommandFailure.wrong(
                    "-o, --format, --interim and --serve go with --replay; exports of a live"
                            + " capture are in the configuration, see \"ringflow config"
                            + " defaults\"");
        }
        if (files.contains(FileCapture.STANDARD_INPUT)) {
            throw CommandFailure.wrong("--replay -: the hosts of a cluster can't read it");
        }
        if (bounded() && output == null && configuration.exports().isEmpty()) {
            throw CommandFailure.wrong(
                    "a replay that ends needs a file for its flows: give -o OUT, or --serve");
        }
        HostCapture.checkFilter(configuration.capture().filter());
    }

    /** What the job is for. */
    Purpose purpose() {
        return bounded() ? Purpose.BOUNDED : Purpose.UNBOUNDED;
    }

    private boolean bounded() {
        return !files.isEmpty() && !serve;
    }

    /** Adds the job to an environment. */
    void build(StreamExecutionEnvironment environment, Configuration configuration) {
        List<FileExport> exports = new ArrayList<>(configuration.exports());
        if (output != null) {
            exports.add(
                    ReplayOutput.export(absolute(output), format, interim)
                            .withCsv(configuration.query().security().csv()));
        }
        FlowSettings flow = configuration.flow();
        FlowJob.Builder job = FlowJob.builder().exports(exports);
        if (bounded()) {
            job.flows(flow.withRetention(Duration.ZERO));
        } else {
            job.flows(serve ? flow.withRetention(FlowSettings.RETAIN_ALL) : flow);
            job.stateService(new GrpcStateService(configuration.state()));
        }
        job.capture(files.isEmpty() ? configuration.capture() : fileCapture(configuration));
        job.build().addTo(environment);
    }

    private FileCapture fileCapture(Configuration configuration) {
        return new FileCapture(
                files.stream().map(JobOptions::absolute).toList(),
                configuration.capture().filter(),
                0,
                serve,
                configuration.capture().decode());
    }

    /** Other processes work in other directories. */
    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }
}
