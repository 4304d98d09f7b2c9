package io.ringflow.cli.flink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.ApplicationStatus;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/** Flink's JobManager in this process. */
public final class JobManager implements FlinkProcess {

    private final ClusterEntrypoint entrypoint;

    private JobManager(ClusterEntrypoint entrypoint) {
        this.entrypoint = entrypoint;
    }

    /** Starts a JobManager that accepts jobs; without high availability they end with it. */
    public static JobManager session(Configuration settings) throws Exception {
        return start(new StandaloneSessionClusterEntrypoint(settings));
    }

    /**
     * Starts a JobManager for a single job, which ends with it.
     *
     * @param main the job's main class
     * @param arguments arguments of the main class
     * @param restore the savepoint to start from
     */
    public static JobManager application(
            Configuration settings,
            Class<?> main,
            List<String> arguments,
            SavepointRestoreSettings restore)
            throws Exception {
        PackagedProgram program =
                PackagedProgram.newBuilder()
                        .setEntryPointClassName(main.getName())
                        .setArguments(arguments.toArray(String[]::new))
                        .setConfiguration(settings)
                        .setSavepointRestoreSettings(restore)
                        .build();
        return start(new Application(settings, program));
    }

    private static JobManager start(ClusterEntrypoint entrypoint) throws Exception {
        entrypoint.startCluster();
        return new JobManager(entrypoint);
    }

    /** Returns the port of REST server and web UI. */
    public int restPort() {
        return entrypoint.getRestPort();
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return entrypoint
                .getTerminationFuture()
                .thenApply(
                        status ->
                                status == ApplicationStatus.SUCCEEDED
                                        || status == ApplicationStatus.UNKNOWN);
    }

    @Override
    public CompletableFuture<Void> stop() {
        return entrypoint.closeAsync();
    }

    /** Runs the main class in the JobManager, as Flink's standalone application mode does. */
    @SuppressWarnings("try") // Flink's close throws Exception
    private static final class Application extends ApplicationClusterEntryPoint {

        Application(Configuration settings, PackagedProgram program) throws Exception {
            super(
                    prepared(settings, program),
                    program,
                    StandaloneResourceManagerFactory.getInstance());
        }

        /** Completes the settings before the constructor copies them. */
        private static Configuration prepared(Configuration settings, PackagedProgram program)
                throws Exception {
            configureExecution(settings, program);
            return settings;
        }
    }
}
