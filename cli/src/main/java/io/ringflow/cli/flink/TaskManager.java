package io.ringflow.cli.flink;

import io.ringflow.model.thread.ServiceLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/** Flink's TaskManager in this process. */
public final class TaskManager implements FlinkProcess {

    private final TaskManagerRunner runner;
    private final Optional<ServiceLoop> heap = OldGeneration.watch();

    private TaskManager(TaskManagerRunner runner) {
        this.runner = runner;
    }

    /** Starts a TaskManager, which offers its slots to the JobManager when it can be reached. */
    public static TaskManager start(Configuration settings) throws Exception {
        PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(settings);
        FileSystem.initialize(settings, plugins);
        TaskManagerRunner runner =
                new TaskManagerRunner(
                        settings, plugins, TaskManagerRunner::createTaskExecutorService);
        runner.start();
        return new TaskManager(runner);
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return runner.getTerminationFuture()
                .thenApply(result -> result == TaskManagerRunner.Result.SUCCESS);
    }

    @Override
    public CompletableFuture<Void> stop() {
        heap.ifPresent(ServiceLoop::close);
        return runner.closeAsync().thenApply(result -> null);
    }
}
