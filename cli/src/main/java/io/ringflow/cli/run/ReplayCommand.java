package io.ringflow.cli.run;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.source.ReplayControl;
import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.EmbeddedSettings;
import io.ringflow.cli.guard.RestExposure;
import io.ringflow.cli.job.FormatConverter;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.job.ObserverConverter;
import io.ringflow.cli.job.OutputPipes;
import io.ringflow.cli.job.ReplayOutput;
import io.ringflow.cli.job.ReplayReport;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.StatusLine;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.job.ReplaySummary;
import io.ringflow.job.export.Export;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringflow replay}: writes the flows of capture files. */
@Command(
        name = "replay",
        description =
                "Write the flows of capture files; ends at the end of the files, with --follow at"
                        + " SIGINT.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "pcap or pcapng, also compressed; pipes are read once, - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "BPF",
            description = "libpcap expression.")
    private String filter;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write flows to; default: standard output.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            completionCandidates = FormatConverter.Words.class,
            description =
                    "Format: ${COMPLETION-CANDIDATES}; default: by OUT's name, or a table on"
                            + " standard output.")
    private FlowWriter.Format format;

    @Option(names = "--stats", paramLabel = "FILE", description = "Write the final counts as JSON.")
    private Path stats;

    @Option(names = "--interim", description = "Also write new and update records.")
    private boolean interim;

    @Option(names = "--serve", description = "Stay up for queries, and forget nothing.")
    private boolean serve;

    @Option(
            names = "--speed",
            paramLabel = "max|N",
            converter = SpeedConverter.class,
            defaultValue = "max",
            description = "Speed as a multiple of the capture's own; max: as fast as possible.")
    private double speed;

    @Option(
            names = "--follow",
            description = "Read on as the files grow and rotate; ends at SIGINT.")
    private boolean follow;

    @Option(
            names = "--duplicates",
            description = "Count a file as often as it is given; default: once.")
    private boolean duplicates;

    @Option(
            names = "--observer",
            paramLabel = "NAME",
            converter = ObserverConverter.class,
            description =
                    "One observer saw the packets of all files; default: each file is an observer,"
                            + " and so are the rotated files of one capture.")
    private String observer = "";

    @Mixin private CommonOptions common;

    public ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> options = filter == null ? Map.of() : Map.of("capture.filter", filter);
        Configuration configuration = common.read(terminal.environment(), options);
        checkFiles();
        List<Export> exports = exports(configuration);
        ReplayOutput.check(exports, files);
        countOnce();
        HostCapture.checkFilter(configuration.capture().filter());
        LogSetup.apply(configuration.log());
        if (!configuration.flink().containsKey("execution.checkpointing.interval")) {
            // A failure ends the job and with it the command, which reports it.
            LogSetup.silenceTaskFailures();
        }
        return replay(configuration, work(configuration, exports));
    }

    private JobRun.Work work(Configuration configuration, List<Export> exports) {
        Duration retention = serve ? FlowSettings.RETAIN_ALL : Duration.ZERO;
        return new JobRun.Work(
                new FileCapture(
                                files,
                                configuration.capture().filter(),
                                speed,
                                serve,
                                configuration.capture().decode())
                        .withObserver(observer)
                        .withFollow(follow),
                configuration.flow().withRetention(retention),
                exports,
                configuration.job().shown());
    }

    @SuppressWarnings("try") // the pipes are only held open
    private int replay(Configuration configuration, JobRun.Work work) throws Exception {
        var flink =
                RestExposure.embedded(
                        serve
                                ? EmbeddedSettings.servedReplay(configuration.flink())
                                : EmbeddedSettings.bounded(configuration.flink()),
                        configuration.query().security());
        JobID job = new JobID();
        try (ReplayControl control = ReplayControl.register(job.toString())) {
            terminal.stop().endsInOrder(() -> endUnlessReading(control));
            try (OutputPipes pipes = OutputPipes.await(terminal, work.exports());
                    JobRun run =
                            JobRun.start(
                                    flink,
                                    work,
                                    serve ? configuration.query() : null,
                                    job,
                                    JobRun.Continuity.NONE)) {
                if (serve) {
                    announce(run, configuration);
                }
                return untilDone(run, control);
            }
        }
    }

    /** Returns the exit status if nothing has been read yet that would be lost now. */
    private OptionalInt endUnlessReading(ReplayControl control) {
        if (control.end()) {
            return OptionalInt.empty();
        }
        terminal.say("stopped before anything was read");
        report(ReplaySummary.NOTHING);
        return OptionalInt.of(ExitStatus.DONE);
    }

    private void announce(JobRun run, Configuration configuration) throws Exception {
        terminal.say("console at " + run.restAddress() + "/");
        terminal.say("REST at " + run.restAddress() + "/api/v1/flows");
        terminal.say("Flink web UI at " + WebUi.describe(run.webUi(), configuration.flink()));
    }

    private List<Export> exports(Configuration configuration) {
        List<Export> exports = new ArrayList<>(configuration.exports());
        boolean toStandardOutput = format != null || (exports.isEmpty() && !serve);
        if (output != null || toStandardOutput) {
            exports.add(
                    ReplayOutput.export(
                            output,
                            format,
                            interim,
                            file ->
                                    file.withCsv(configuration.query().security().csv())
                                            .withColumns(columns())));
        }
        return exports;
    }

    /** A table in a file is as wide as it likes. */
    private int columns() {
        return output == null ? Screen.ofProcess(terminal.environment()).columns() : 0;
    }

    private void checkFiles() {
        HostCapture.checkFiles(files, follow);
        if (output != null) {
            ReplayOutput.check(output, files);
        }
        if (stats != null) {
            ReplayOutput.check(stats.toString(), files);
        }
    }

    /** Drops the files that are given again, by whatever name, unless they are to be counted. */
    private void countOnce() {
        List<String> once = duplicates ? files : HostCapture.distinctFiles(files);
        List<String> again = new ArrayList<>(files);
        once.forEach(again::remove);
        if (!again.isEmpty()) {
            terminal.say(
                    String.join(", ", again)
                            + ": given again, but counted once; --duplicates counts it each time");
        }
        files = once;
    }

    private int untilDone(JobRun run, ReplayControl control) throws Exception {
        CompletableFuture<JobExecutionResult> result = run.job().result();
        try {
            awaitEnd(run, result);
            if (!result.isDone()) {
                control.end();
                if (!serve && !follow) {
                    terminal.say("stopped before the end of the files");
                }
            }
            report(ReplaySummary.of(result.get()));
            return ExitStatus.DONE;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Shows progress until the job ends or the command is asked to stop. */
    private void awaitEnd(JobRun run, CompletableFuture<JobExecutionResult> result)
            throws Exception {
        StatusLine progress = StatusLine.start(terminal, () -> counts(run.state()));
        try {
            CompletableFuture.anyOf(terminal.stop().requested(), result).get();
        } finally {
            progress.end();
        }
    }

    /** Returns the counts, or empty while the job starts or ends. */
    private static Optional<String> counts(FlowState state) {
        try {
            FlowStatistics counts = state.statistics();
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "%,d packets, %,d flows",
                            counts.packets(),
                            counts.flows()));
        } catch (StateException e) {
            return Optional.empty();
        }
    }

    private void report(ReplaySummary summary) {
        if (!summary.undecoded().types().isEmpty()) {
            terminal.say("undecoded: " + ReplayReport.undecodedTypes(summary));
        }
        terminal.say(ReplayReport.line(summary));
        if (stats != null) {
            ReplayReport.write(summary, stats);
        }
    }
}
