package io.ringflow.cli.cluster;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.flink.NetworkMemory;
import io.ringflow.cli.flink.OpenPorts;
import io.ringflow.cli.flink.TaskManager;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.cli.terminal.Terminal;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringflow taskmanager}: captures on this host and keeps a share of the flows. */
@Command(
        name = "taskmanager",
        description = "Run a TaskManager of a cluster, one on each host to capture.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class TaskManagerCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin private CommonOptions common;

    public TaskManagerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = common.read(terminal.environment(), Map.of());
        LogSetup.apply(configuration.log());
        // Only a warning, because the job may be a replay.
        HostCapture.permissionProblem().ifPresent(terminal::say);
        Runtime runtime = Runtime.getRuntime();
        Map<String, String> given =
                new HashMap<>(
                        ClusterKeys.in(
                                configuration.cluster().access().keys(), configuration.flink()));
        given.putIfAbsent("taskmanager.resource-id", newId(HostCapture.hostName()));
        var settings =
                FlinkSettings.taskManager(
                        given,
                        runtime.maxMemory(),
                        runtime.availableProcessors(),
                        new NetworkMemory.Job(
                                configuration.flow().maxTrackers(),
                                configuration.liveExports().size()));
        OpenPorts.ofTaskManager(settings).ifPresent(terminal::say);
        terminal.stop().endsAtOnce();
        TaskManager manager = TaskManager.start(settings);
        terminal.say(
                "TaskManager of host "
                        + HostCapture.hostName()
                        + " with "
                        + settings.toMap().get("taskmanager.numberOfTaskSlots")
                        + " slots, for the JobManager at "
                        + settings.toMap().get("jobmanager.rpc.address"));
        return Lifetime.untilStopped(terminal, manager);
    }

    /** An id that names the host to operators and differs after each start. */
    private static String newId(String host) {
        String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return host.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + unique;
    }
}
