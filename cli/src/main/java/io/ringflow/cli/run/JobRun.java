package io.ringflow.cli.run;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.cli.flink.EmbeddedCluster;
import io.ringflow.cli.flink.EmbeddedJob;
import io.ringflow.cli.flink.OldGeneration;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.job.LocalQueryServer;
import io.ringflow.cli.log.LogSetup;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.job.FlowJob;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.export.queue.ExportDirectory;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.thread.ServiceLoop;
import io.ringflow.server.ServerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of the job in this process, with its cluster and, if wanted, the query server. Owned by a
 * command, which closes it.
 */
final class JobRun implements AutoCloseable {

    /**
     * What the job does.
     *
     * @param shown settings that Flink's web UI shows
     */
    record Work(
            CaptureSettings capture,
            FlowSettings flow,
            List<Export> exports,
            Map<String, String> shown) {

        /** Returns true if flows are exported to the standard output and to nothing else. */
        boolean onlyStandardOutput() {
            return exports.size() == 1
                    && exports.getFirst().target() instanceof FileTarget file
                    && file.isStandardOutput();
        }

        /** The history that the job writes, if any. */
        Optional<HistoryTarget> history() {
            return exports.stream()
                    .map(Export::target)
                    .filter(HistoryTarget.class::isInstance)
                    .map(HistoryTarget.class::cast)
                    .findFirst();
        }
    }

    /**
     * How a run relates to those before and after it.
     *
     * @param from the snapshot to go on from
     * @param problem returns why the state can't be saved at the moment
     */
    record Continuity(Optional<Path> from, Supplier<Optional<String>> problem) {

        /** A run that neither goes on from another nor keeps its state. */
        static final Continuity NONE = new Continuity(Optional.empty(), Optional::empty);
    }

    /** Leaves most of the time to stop for the savepoint. */
    private static final Duration CAPTURES_END = Duration.ofSeconds(1);

    private static final long POLL_MILLIS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private final EmbeddedCluster cluster;
    private final LocalQueryServer server;
    private final EmbeddedJob job;
    private final JobID id;
    private final FlowState state;
    private final boolean onlyStandardOutput;

    /** Watches the heap of a job that is served, because it may run for weeks. */
    private final Optional<ServiceLoop> heap;

    private JobRun(
            EmbeddedCluster cluster,
            LocalQueryServer server,
            EmbeddedJob job,
            JobID id,
            FlowState state,
            boolean onlyStandardOutput) {
        this.onlyStandardOutput = onlyStandardOutput;
        this.cluster = cluster;
        this.server = server;
        this.job = job;
        this.id = id;
        this.state = state;
        this.heap = server == null ? Optional.empty() : OldGeneration.watch();
    }

    /**
     * Starts the cluster, the query server and the job, in parallel as far as possible.
     *
     * @param query settings of the query server; null for none
     * @param id the job's id
     * @param continuity what it goes on from
     */
    static JobRun start(
            org.apache.flink.configuration.Configuration flink,
            Work work,
            ServerSettings query,
            JobID id,
            Continuity continuity)
            throws Exception {
        FlowState state = new LocalFlowState(id, continuity.problem());
        CompletableFuture<LocalQueryServer> server =
                inBackground(
                        () ->
                                query == null
                                        ? null
                                        : LocalQueryServer.start(query, state, work.history()));
        CompletableFuture<EmbeddedCluster> cluster =
                inBackground(() -> EmbeddedCluster.start(flink, query != null));
        try {
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flink);
            FlowJob.builder()
                    .capture(work.capture())
                    .flows(work.flow())
                    .exports(work.exports())
                    .queryable(query != null)
                    .shown(work.shown())
                    .build()
                    .addTo(environment);
            server.get();
            EmbeddedJob job =
                    new EmbeddedJob(cluster.get().submit(environment, id, continuity.from()));
            return new JobRun(
                    cluster.get(), server.get(), job, id, state, work.onlyStandardOutput());
        } catch (ExecutionException e) {
            closeWhenStarted(cluster, server);
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Called if one part failed to start: waits for the other and closes it. */
    private static void closeWhenStarted(
            CompletableFuture<EmbeddedCluster> cluster,
            CompletableFuture<LocalQueryServer> server) {
        closeQuietly(() -> cluster.get().stop());
        closeQuietly(
                () -> {
                    LocalQueryServer started = server.get();
                    if (started != null) {
                        started.close();
                    }
                });
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> start) {
        CompletableFuture<T> started = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("start")
                .start(
                        () -> {
                            try {
                                started.complete(start.call());
                            } catch (Throwable e) {
                                started.completeExceptionally(e);
                            }
                        });
        return started;
    }

    /** Closes a part of the run. */
    private interface Closing {
        void run() throws Exception;
    }

    private static void closeQuietly(Closing closing) {
        try {
            closing.run();
        } catch (Exception e) {
            LOG.debug("Closing a part of the run failed; the process ends next", e);
        }
    }

    EmbeddedJob job() {
        return job;
    }

    /**
     * Stops the job: open flows end and exports are flushed.
     *
     * @return true if the job ended so; false if it was cancelled
     */
    boolean stopJob() throws InterruptedException {
        LogSetup.silenceStopAttempts();
        return job.stop();
    }

    /** Ends the captures, and waits until the job has counted everything they had seen. */
    void endCaptures() throws InterruptedException {
        long deadline = System.nanoTime() + CAPTURES_END.toNanos();
        boolean ended = HostCapture.endCaptures(id.toString(), CAPTURES_END);
        while (ended && !allCounted()) {
            ended = System.nanoTime() < deadline;
            Thread.sleep(POLL_MILLIS);
        }
        if (!ended) {
            LOG.warn("A capture did not end in time; its last packets are in the gap");
        }
    }

    private boolean allCounted() {
        return state.interfaces().elements().stream()
                .allMatch(capture -> capture.state() == InterfaceStatus.State.FINISHED);
    }

    /**
     * Stops the job and keeps its state, which contains all packets captured until now.
     *
     * @param directory where the savepoint goes
     * @return the savepoint's directory, or empty if the job was cancelled
     */
    Optional<Path> suspendJob(Path directory) throws InterruptedException {
        LogSetup.silenceStopAttempts();
        LogSetup.silenceTaskFailures();
        return job.suspend(directory);
    }

    /**
     * Returns a future that completes when nobody reads the standard output any more, if flows are
     * exported to it and to nothing else.
     */
    CompletableFuture<Void> outputEnd() {
        return onlyStandardOutput ? ExportDirectory.end(id) : new CompletableFuture<>();
    }

    /** Returns how the job's checkpoints are doing. */
    EmbeddedCluster.CheckpointReport checkpoints() {
        return cluster.checkpoints(id);
    }

    /** Returns the job's live state. */
    FlowState state() {
        return state;
    }

    URI webUi() throws Exception {
        return cluster.webUi();
    }

    String restAddress() {
        return server.address();
    }

    /** Closes the query server first, so that it never answers for a job that is gone. */
    @Override
    public void close() {
        heap.ifPresent(ServiceLoop::close);
        if (server != null) {
            closeQuietly(server::close);
        }
        closeQuietly(cluster::stop);
    }
}
