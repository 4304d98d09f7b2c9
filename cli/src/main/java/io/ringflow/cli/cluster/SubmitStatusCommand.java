package io.ringflow.cli.cluster;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.FlinkJobs;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.PrintableText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringflow submit status}: shows the job that a cluster runs. */
@Command(
        name = "status",
        description = {
            "Show the job, its hosts and its tasks, why it last failed and what it waits for.",
            "Exit status 1 if it is not running."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SubmitStatusCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin private CommonOptions common;

    public SubmitStatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        LogSetup.apply(configuration.log());
        try (FlinkJobs jobs = FlinkJobs.of(configuration)) {
            terminal.out().println(PrintableText.of(jobs.rest() + ": " + jobs.cluster()));
            JobStatusMessage job = jobs.demandRunning();
            terminal.out()
                    .println(
                            "job "
                                    + job.getJobId()
                                    + " "
                                    + job.getJobState()
                                    + " since "
                                    + Instant.ofEpochMilli(job.getStartTime()));
            JobDetailsInfo details = jobs.details(job.getJobId());
            Stream.of(
                            jobs.hosts(details, configuration.cluster().gather()),
                            FlinkJobs.tasks(details))
                    .flatMap(List::stream)
                    .map(PrintableText::of)
                    .forEach(terminal.out()::println);
        }
        return ExitStatus.DONE;
    }
}
