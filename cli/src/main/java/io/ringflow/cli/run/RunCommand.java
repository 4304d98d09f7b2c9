package io.ringflow.cli.run;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.EmbeddedSettings;
import io.ringflow.cli.guard.RestExposure;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.job.ReplayOutput;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StatusLine;
import io.ringflow.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

    @Mixin private CommonOptions common;

    public RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), options());
        var flink =
                RestExposure.embedded(
                        EmbeddedSettings.unbounded(configuration.flink()),
                        configuration.query().security());
        ReplayOutput.check(configuration.exports(), List.of());
        HostCapture.checkLive(configuration.capture());
        LogSetup.apply(configuration.log());
        JobRun.Work work =
                new JobRun.Work(
                        configuration.capture(),
                        configuration.flow(),
                        configuration.liveExports());
        terminal.stop().endsAtOnce();
        try (JobRun run = JobRun.start(flink, work, configuration.query(), new JobID())) {
            terminal.stop().endsInOrder();
            announce(run, configuration);
            return untilStopped(run);
        }
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

    private int untilStopped(JobRun run) throws Exception {
        StatusLine status =
                StatusLine.start(
                        terminal, () -> CaptureReport.of(run.state()).map(CaptureReport::line));
        try {
            CompletableFuture.anyOf(terminal.stop().requested(), run.job().result()).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            status.end();
        }
        Optional<CaptureReport> report = CaptureReport.of(run.state());
        if (!run.stopJob()) {
            terminal.say("stopped before all tasks of the job were running; nothing was flushed");
        }
        report.map(CaptureReport::summary).orElse(List.of()).forEach(terminal::say);
        return ExitStatus.DONE;
    }
}
