package io.ringflow.cli.run;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.EmbeddedSettings;
import io.ringflow.cli.guard.RestExposure;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.job.ReplayOutput;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.state.Continuation;
import io.ringflow.cli.state.RunSettings;
import io.ringflow.cli.state.StateHome;
import io.ringflow.cli.state.StateStore;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StatusLine;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringflow run}: captures live, with job and query server in this process. */
@Command(
        name = "run",
        description = "Capture live, with job, query server and Flink web UI in one process.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Supplier<String> version;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            split = ",",
            description = "Interface: a name, a glob, \"default\" or \"all\"; repeatable.")
    private List<String> interfaces = List.of();

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "BPF",
            description = "libpcap expression, applied in the kernel.")
    private String filter;

    @Option(
            names = "--fresh",
            description = "Start anew; the last run's state is kept aside, see state list.")
    private boolean fresh;

    @Mixin private CommonOptions common;

    /**
     * Creates the command.
     *
     * @param version returns this version of Ringflow
     */
    public RunCommand(Terminal terminal, Supplier<String> version) {
        this.terminal = terminal;
        this.version = version;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), options());
        // Refused before anything is written.
        var flink = flink(configuration, EmbeddedSettings.unbounded(configuration.flink()));
        ReplayOutput.check(configuration.exports(), List.of());
        HostCapture.checkLive(configuration.capture());
        LogSetup.apply(configuration.log());
        Optional<Path> home = home(configuration);
        if (home.isEmpty()) {
            terminal.stop().endsAtOnce();
            try (JobRun run = start(configuration, flink, JobRun.Continuity.NONE)) {
                Optional<CaptureReport> report =
                        untilStopped(run, configuration, new CompletableFuture<>());
                if (!run.stopJob()) {
                    terminal.say(
                            "stopped before all tasks of the job were running; nothing was"
                                    + " flushed");
                }
                return done(report);
            }
        }
        try (StateStore store = StateStore.open(home.get())) {
            return runKept(configuration, store);
        }
    }

    /** The usual directory belongs to the run that was first; another one does without. */
    private Optional<Path> home(Configuration configuration) {
        Optional<Path> home = StateHome.of(configuration.stateDir(), terminal.environment());
        if (!configuration.stateDir().equals(StateHome.AUTO)) {
            return home;
        }
        Optional<String> user = home.flatMap(StateStore::user);
        if (user.isEmpty()) {
            return home;
        }
        terminal.say(
                home.get()
                        + ": process "
                        + user.get()
                        + " keeps its state there, so this one keeps nothing between runs; give it"
                        + " a directory with -Dstate.dir=DIR");
        return Optional.empty();
    }

    private int runKept(Configuration configuration, StateStore store) throws Exception {
        RunSettings settings =
                RunSettings.of(
                        configuration,
                        version.get(),
                        HostCapture.hostName(),
                        HostCapture.present(configuration.capture()));
        if (fresh) {
            store.putAside().ifPresent(aside -> terminal.say("the last state is now " + aside));
        }
        Continuation continuation = store.continuation(settings);
        store.started(settings);
        if (!continuation.text().isEmpty()) {
            terminal.say(continuation.text());
        }
        LogSetup.silenceCheckpointFailures();
        var flink =
                flink(
                        configuration,
                        EmbeddedSettings.resumable(configuration.flink(), store.checkpoints()));
        terminal.stop().endsAtOnce();
        try (StateKeeper keeper = new StateKeeper(store, continuation.from().isPresent());
                JobRun run =
                        start(
                                configuration,
                                flink,
                                new JobRun.Continuity(continuation.from(), keeper::problem))) {
            keeper.follow(run::checkpoints, run.state(), run.job().result());
            Optional<CaptureReport> report = untilStopped(run, configuration, keeper.refused());
            keeper.stop();
            boolean kept = keep(run.suspendJob(store.savepoints()), store, report);
            int status = done(report);
            if (!kept && run.job().lostState()) {
                status = ExitStatus.FAILED;
            }
            // Nothing is lost if closing the cluster takes longer than a stop may take.
            terminal.stop().ended(status);
            return status;
        }
    }

    /** Describes the last savepoint; returns false if there is none. */
    private boolean keep(
            Optional<Path> savepoint, StateStore store, Optional<CaptureReport> report) {
        if (savepoint.isEmpty()) {
            terminal.say(
                    store.root()
                            + ": the state was not saved at the stop; the next run goes on from the"
                            + " last checkpoint, if there is one");
            return false;
        }
        try {
            store.completed(savepoint.get(), report.map(CaptureReport::openFlows).orElse(-1L));
        } catch (IOException e) {
            terminal.say(
                    store.root() + ": the state was saved, but not described: " + IoReason.of(e));
        }
        return true;
    }

    private static org.apache.flink.configuration.Configuration flink(
            Configuration configuration, org.apache.flink.configuration.Configuration settings) {
        return RestExposure.embedded(settings, configuration.query().security());
    }

    private static JobRun start(
            Configuration configuration,
            org.apache.flink.configuration.Configuration flink,
            JobRun.Continuity continuity)
            throws Exception {
        JobRun.Work work =
                new JobRun.Work(
                        configuration.capture(),
                        configuration.flow(),
                        configuration.liveExports(),
                        configuration.job().shown());
        return JobRun.start(flink, work, configuration.query(), new JobID(), continuity);
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        if (!interfaces.isEmpty()) {
            options.put("capture.interfaces", String.join(",", interfaces));
        }
        if (filter != null) {
            options.put("capture.filter", filter);
        }
        return options;
    }

    private void announce(JobRun run, Configuration configuration) throws Exception {
        String bpf = configuration.capture().filter();
        terminal.say(
                "capturing "
                        + HostCapture.describe(configuration.capture())
                        + (bpf.isEmpty() ? "" : ", filter \"" + bpf + '"'));
        terminal.say("console at " + run.restAddress() + "/");
        terminal.say("REST at " + run.restAddress() + "/api/v1/flows");
        terminal.say("Flink web UI at " + WebUi.describe(run.webUi(), configuration.flink()));
    }

    /**
     * Waits until the run is to stop, then ends its captures.
     *
     * @param refused fails if the run can't go on
     * @return what was captured
     */
    private Optional<CaptureReport> untilStopped(
            JobRun run, Configuration configuration, CompletableFuture<Void> refused)
            throws Exception {
        terminal.stop().endsInOrder();
        announce(run, configuration);
        StatusLine status =
                StatusLine.start(
                        terminal, () -> CaptureReport.of(run.state()).map(CaptureReport::line));
        try {
            CompletableFuture.anyOf(
                            terminal.stop().requested(),
                            run.job().result(),
                            refused,
                            run.outputEnd())
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            status.end();
        }
        run.endCaptures();
        return CaptureReport.of(run.state());
    }

    private int done(Optional<CaptureReport> report) {
        report.map(CaptureReport::summary).orElse(List.of()).forEach(terminal::say);
        return ExitStatus.DONE;
    }
}
