package io.ringflow.cli.flink;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Reference;

/**
 * A Flink cluster in this process: one JobManager and one TaskManager, with REST server and web UI
 * if wanted. Owned and stopped by the command that starts it. Thread-safe.
 */
public final class EmbeddedCluster {

    private static final long CLOSE_SECONDS = 3;

    /** Read by Pekko when the first actor system starts; Flink has no setting for it. */
    private static final String TIMER_RESOLUTION = "pekko.scheduler.tick-duration";

    private final MiniCluster cluster;

    private EmbeddedCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts a cluster; returns when it accepts jobs.
     *
     * @param settings settings from {@link EmbeddedSettings}
     * @param rest true if REST server and web UI stay open
     */
    public static EmbeddedCluster start(Configuration settings, boolean rest) throws Exception {
        MiniClusterConfiguration configuration =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(settings)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(
                                Integer.parseInt(
                                        settings.toMap().get("taskmanager.numberOfTaskSlots")))
                        .build();
        MiniCluster cluster = new ClosedCluster(configuration, rest, rpcSystem());
        cluster.start();
        return new EmbeddedCluster(cluster);
    }

    /**
     * Returns the RPC system from the class path. Flink would unpack it and load it with a class
     * loader of its own, which takes a second at every start.
     *
     * <p>Each of its two actor systems has a thread that by default looks for expired timers every
     * 10 ms. Flink uses them for timeouts, heartbeats and restarts, but not for records.
     */
    private static Reference<RpcSystem> rpcSystem() {
        if (System.getProperty(TIMER_RESOLUTION) == null) {
            System.setProperty(TIMER_RESOLUTION, "50ms");
        }
        return Reference.owned(new PekkoRpcSystem());
    }

    /**
     * Starts the job that an environment describes; returns when the cluster has accepted it.
     *
     * @param id the job's id
     * @param from the snapshot to start from, which Flink deletes when it has a newer one
     */
    public JobClient submit(StreamExecutionEnvironment environment, JobID id, Optional<Path> from)
            throws Exception {
        ClassLoader loader = EmbeddedCluster.class.getClassLoader();
        JobGraph graph = environment.getStreamGraph().getJobGraph(loader, id);
        from.ifPresent(
                path ->
                        graph.setSavepointRestoreSettings(
                                SavepointRestoreSettings.forPath(
                                        path.toUri().toString(),
                                        true, // an export may be gone
                                        RecoveryClaimMode.CLAIM)));
        cluster.submitJob(graph).get();
        return new MiniClusterJobClient(
                graph.getJobID(), cluster, loader, JobFinalizationBehavior.NOTHING);
    }

    /**
     * How the checkpoints of a job are doing.
     *
     * @param running whether all tasks run
     * @param completed the directory of the newest checkpoint of the job itself
     * @param failed why the newest checkpoint failed, if it did
     * @param failure why tasks could not restore their state, if that was the last failure
     */
    public record CheckpointReport(
            boolean running,
            Optional<Path> completed,
            Optional<String> failed,
            Optional<String> failure) {

        static final CheckpointReport UNKNOWN =
                new CheckpointReport(false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns how the checkpoints of a job are doing. */
    public CheckpointReport checkpoints(JobID id) {
        try {
            return Checkpoints.report(
                    cluster.getExecutionGraph(id).get(CLOSE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return CheckpointReport.UNKNOWN; // it starts or ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CheckpointReport.UNKNOWN;
        }
    }

    /** Returns the innermost message if a job failed because its state can't be restored. */
    public static Optional<String> restoreFailure(Throwable thrown) {
        return Checkpoints.restoreFailure(thrown);
    }

    /** Returns the address of REST server and web UI. */
    public URI webUi() throws Exception {
        return cluster.getRestAddress().get();
    }

    /** Stops the cluster and all its jobs; waits at most {@link #CLOSE_SECONDS}. */
    public void stop() throws Exception {
        cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
