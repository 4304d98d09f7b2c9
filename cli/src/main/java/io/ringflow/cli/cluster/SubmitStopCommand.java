package io.ringflow.cli.cluster;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.FlinkJobs;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.PrintableText;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringflow submit stop}: stops the job on a cluster, for good or to be resumed. */
@Command(
        name = "stop",
        description = {
            "Stop the job. Open flows end and exports are flushed; with --savepoint,",
            "flows stay open for \"submit --from\"."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SubmitStopCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--savepoint",
            paramLabel = "DIR",
            description = "Keep the flows in a savepoint in DIR, which all hosts must reach.")
    private String savepoint;

    @Mixin private CommonOptions common;

    public SubmitStopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        LogSetup.apply(configuration.log());
        try (FlinkJobs jobs = FlinkJobs.of(configuration)) {
            JobID job = jobs.demandRunning().getJobId();
            if (savepoint == null) {
                jobs.drain(job, anyDirectory(configuration.flink()));
                terminal.say("job " + job + " stopped; its flows have ended");
                return ExitStatus.DONE;
            }
            String path = jobs.stopWithSavepoint(job, savepoint);
            terminal.say("job " + job + " stopped; \"ringflow submit --from\" resumes it from");
            terminal.out().println(PrintableText.of(path));
            return ExitStatus.DONE;
        }
    }

    /** Returns a directory for the savepoint that Flink needs to drain a job; it is disposed of. */
    private static String anyDirectory(Map<String, String> flink) {
        String checkpoints =
                flink.getOrDefault("execution.checkpointing.dir", "file:///tmp/ringflow-stop");
        return flink.getOrDefault("execution.checkpointing.savepoint-dir", checkpoints);
    }
}
