package io.ringflow.cli.cluster;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.flink.JobManager;
import io.ringflow.cli.flink.OpenPorts;
import io.ringflow.cli.guard.RestExposure;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.Terminal;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringflow jobmanager}: runs the JobManager of a cluster. */
@Command(
        name = "jobmanager",
        description = "Run the JobManager of a cluster, with Flink's REST server and web UI.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class JobManagerCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Class<?> jobMain;

    @Option(
            names = "--job",
            description = "Also start the job; otherwise \"ringflow submit\" does.")
    private boolean job;

    @Mixin private SavepointOptions savepoint;

    @Mixin private CommonOptions common;

    /**
     * Creates the command.
     *
     * @param jobMain the job's main class, for {@code --job}
     */
    public JobManagerCommand(Terminal terminal, Class<?> jobMain) {
        this.terminal = terminal;
        this.jobMain = jobMain;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        SavepointRestoreSettings restore = savepoint.settings();
        if (restore.restoreSavepoint() && !job) {
            throw CommandFailure.wrong(
                    "--from needs --job; without it, give --from to \"ringflow submit\"");
        }
        LogSetup.apply(configuration.log());
        Map<String, String> given =
                ClusterKeys.in(configuration.cluster().access().keys(), configuration.flink());
        var settings =
                RestExposure.cluster(
                        FlinkSettings.jobManager(given, configuration.cluster().gather()),
                        configuration.query().security(),
                        configuration.cluster().access());
        OpenPorts.ofJobManager(settings).ifPresent(terminal::say);
        terminal.stop().endsAtOnce();
        JobManager manager =
                job
                        ? JobManager.application(settings, jobMain, common.arguments(), restore)
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
