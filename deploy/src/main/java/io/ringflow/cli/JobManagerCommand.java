package io.ringflow.cli;

import io.ringflow.cli.cluster.ClusterKeys;
import io.ringflow.cli.cluster.FlinkSettings;
import io.ringflow.cli.cluster.JobManager;
import io.ringflow.cli.cluster.OpenPorts;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.guard.RestExposure;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringflow jobmanager}: Flink's JobManager of a cluster. */
@Command(
        name = "jobmanager",
        description = "The JobManager of a cluster, with Flink's REST server and web UI.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class JobManagerCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--job",
            description = "Also start the job; without it, \"ringflow submit\" does.")
    private boolean job;

    @Mixin private SavepointOptions savepoint;

    @Mixin private CommonOptions common;

    JobManagerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        SavepointRestoreSettings restore = savepoint.settings();
        if (restore.restoreSavepoint() && !job) {
            throw CommandFailure.wrong("--from goes with --job, or with \"ringflow submit\"");
        }
        LogSetup.apply(configuration.log());
        Map<String, String> given =
                ClusterKeys.in(configuration.cluster().keys(), configuration.flink());
        var settings =
                RestExposure.cluster(
                        FlinkSettings.jobManager(given),
                        configuration.query().security(),
                        configuration.cluster());
        OpenPorts.ofJobManager(settings).ifPresent(terminal::say);
        terminal.stop().endsAtOnce();
        JobManager manager =
                job
                        ? JobManager.application(
                                settings, FlinkJobMain.class, common.arguments(), restore)
                        : JobManager.session(settings);
        URI rest = FlinkSettings.rest(given);
        terminal.say(
                "JobManager with Flink web UI at "
                        + rest.getScheme()
                        + "://"
                        + rest.getHost()
                        + ":"
                        + manager.restPort());
        if (job) {
            FlinkSettings.warning(configuration.flink()).ifPresent(terminal::say);
        }
        return Lifetime.untilStopped(terminal, manager);
    }
}
