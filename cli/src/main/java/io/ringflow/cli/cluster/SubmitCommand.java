package io.ringflow.cli.cluster;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.FlinkJobs;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.flink.FlinkSettings.Purpose;
import io.ringflow.cli.flink.NetworkMemory;
import io.ringflow.cli.flink.TaskManagers;
import io.ringflow.cli.job.ReplayReport;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.job.ReplaySummary;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringflow submit}: starts the job on a cluster. */
@Command(
        name = "submit",
        description = {
            "Start the job on a cluster: it captures on the hosts of all TaskManagers.",
            "Waits for the end of a replay; a live capture runs until \"submit stop\"."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SubmitCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin private JobOptions work;

    @Mixin private SavepointOptions savepoint;

    @Mixin private CommonOptions common;

    public SubmitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration first = common.read(terminal.environment(), Map.of());
        work.check(first);
        LogSetup.apply(first.log());
        try (FlinkJobs jobs = FlinkJobs.of(first)) {
            if (work.purpose() == Purpose.UNBOUNDED) {
                refuseSecond(jobs);
            }
            Configuration configuration = withHeapOf(jobs, first);
            JobGraph graph = graph(configuration);
            graph.setSavepointRestoreSettings(savepoint.settings());
            JobID id = jobs.submit(graph);
            terminal.say("job " + id + " started at " + jobs.rest());
            if (work.purpose() == Purpose.BOUNDED) {
                return untilEnd(jobs, id);
            }
            FlinkSettings.warning(configuration.flink()).ifPresent(terminal::say);
            return ExitStatus.DONE;
        }
    }

    /**
     * Reads the configuration again: the TaskManagers' heaps limit what captures remember. Refuses
     * a job that would restart for ever because one of them has too little network memory.
     */
    private Configuration withHeapOf(FlinkJobs jobs, Configuration first)
            throws InterruptedException {
        TaskManagers managers = jobs.taskManagers();
        NetworkMemory.Job tasks =
                new NetworkMemory.Job(
                        first.flow().maxTrackers(),
                        Math.max(first.exports().size(), first.liveExports().size()));
        managers.refusal(first.flink(), tasks)
                .ifPresent(
                        text -> {
                            throw CommandFailure.wrong(text);
                        });
        long heap = managers.heapBytes();
        if (heap == 0) {
            terminal.say("no TaskManager is registered yet; the job waits for one");
            return first;
        }
        return common.read(terminal.environment(), heap);
    }

    private static void refuseSecond(FlinkJobs jobs) throws InterruptedException {
        jobs.running()
                .ifPresent(
                        job -> {
                            throw CommandFailure.wrong(
                                    "the job is already running at "
                                            + jobs.rest()
                                            + ": "
                                            + job.getJobId()
                                            + "; \"ringflow submit stop\" stops it");
                        });
    }

    private JobGraph graph(Configuration configuration) {
        var settings =
                org.apache.flink.configuration.Configuration.fromMap(
                        FlinkSettings.job(configuration.flink(), work.purpose()));
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(settings);
        work.build(environment, configuration);
        return environment
                .getStreamGraph()
                .getJobGraph(SubmitCommand.class.getClassLoader(), new JobID());
    }

    private int untilEnd(FlinkJobs jobs, JobID id) throws Exception {
        terminal.stop().endsInOrder();
        CompletableFuture<JobExecutionResult> result = jobs.result(id);
        try {
            CompletableFuture.anyOf(terminal.stop().requested(), result).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        if (result.isDone()) {
            terminal.say(ReplayReport.line(ReplaySummary.of(result.get())));
        } else {
            terminal.say("the replay continues without this command");
        }
        return ExitStatus.DONE;
    }
}
