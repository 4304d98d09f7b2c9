package io.ringflow.cli.cluster;

import io.ringflow.capture.FileCapture;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.FlinkSettings.Purpose;
import io.ringflow.cli.job.FormatConverter;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.job.ObserverConverter;
import io.ringflow.cli.job.ReplayOutput;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.FlowJob;
import io.ringflow.job.GrpcStateService;
import io.ringflow.job.export.Export;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.format.FlowWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Option;

/**
 * The options that say what a job on a cluster does: it captures on the hosts of all TaskManagers,
 * unless files are given.
 */
public final class JobOptions {

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Replay capture files, which every TaskManager's host must have.")
    private List<String> files = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "File for the replay's flows, on the host of the TaskManager that writes.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            completionCandidates = FormatConverter.Words.class,
            description = "Format of OUT: ${COMPLETION-CANDIDATES}; default: by its name.")
    private FlowWriter.Format format;

    @Option(names = "--interim", description = "Also write new and update records to OUT.")
    private boolean interim;

    @Option(names = "--serve", description = "Keep the replay up for queries.")
    private boolean serve;

    @Option(
            names = "--observer",
            paramLabel = "NAME",
            converter = ObserverConverter.class,
            description = "One observer saw the packets of all files; default: one per file.")
    private String observer = "";

    /** Checks that the options fit together, and with the exports that are configured. */
    public void check(Configuration configuration) {
        if (files.isEmpty() && (output != null || format != null || interim || serve)) {
            throw CommandFailure.wrong(
                    "-o, --format, --interim and --serve need --replay; configure the exports of a"
                            + " live capture, see \"ringflow config defaults\"");
        }
        if (files.isEmpty() && !observer.isEmpty()) {
            throw CommandFailure.wrong("--observer needs --replay; it names who saw the files");
        }
        if (files.contains(FileCapture.STANDARD_INPUT)) {
            throw CommandFailure.wrong(
                    "--replay -: the hosts of a cluster can't read standard input; give files");
        }
        if (bounded() && output == null && configuration.exports().isEmpty()) {
            throw CommandFailure.wrong(
                    "a replay that ends needs a file for its flows: give -o OUT, or --serve");
        }
        HostCapture.checkFilter(configuration.capture().filter());
        if (output != null) {
            ReplayOutput.export(absolute(output), format, interim, UnaryOperator.identity());
        }
    }

    /** Returns whether the job ends by itself. */
    public Purpose purpose() {
        return bounded() ? Purpose.BOUNDED : Purpose.UNBOUNDED;
    }

    private boolean bounded() {
        return !files.isEmpty() && !serve;
    }

    /** Adds the job to an environment. */
    public void build(StreamExecutionEnvironment environment, Configuration configuration) {
        List<Export> exports =
                new ArrayList<>(
                        files.isEmpty() ? configuration.liveExports() : configuration.exports());
        if (output != null) {
            exports.add(
                    ReplayOutput.export(
                            absolute(output),
                            format,
                            interim,
                            file -> file.withCsv(configuration.query().security().csv())));
        }
        FlowSettings flow = configuration.flow();
        FlowJob.Builder job = FlowJob.builder().exports(exports).shown(configuration.job().shown());
        if (bounded()) {
            job.flows(flow.withRetention(Duration.ZERO));
        } else {
            job.flows(serve ? flow.withRetention(FlowSettings.RETAIN_ALL) : flow);
            job.stateService(new GrpcStateService(configuration.cluster().stateService()));
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
                        configuration.capture().decode())
                .withObserver(observer);
    }

    /** The job's processes have other working directories. */
    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }
}
