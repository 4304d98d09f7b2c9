package io.ringflow.cli.flink;

import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.guard.ClusterToken;
import io.ringflow.cli.guard.RestToken;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.FlowJob;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagersHeaders;
import org.apache.flink.runtime.rest.util.RestClientException;
import org.apache.flink.util.SerializedThrowable;

/**
 * Ringflow's jobs on a Flink cluster, seen through its REST server. Methods fail with {@link
 * CommandFailure}. Not thread-safe; closed by the command that creates it.
 */
public final class FlinkJobs implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final URI rest;
    private final RestClusterClient<StandaloneClusterId> client;

    private FlinkJobs(URI rest, RestClusterClient<StandaloneClusterId> client) {
        this.rest = rest;
        this.client = client;
    }

    /** Returns a client of the REST server that the configuration names, with its credentials. */
    public static FlinkJobs of(Configuration configuration) throws Exception {
        Map<String, String> given =
                ClusterKeys.in(configuration.cluster().access().keys(), configuration.flink());
        var settings = FlinkSettings.client(given);
        ClusterToken.read(configuration.cluster().access().tokenFile())
                .ifPresent(token -> RestToken.in(settings, token));
        return new FlinkJobs(
                FlinkSettings.rest(given),
                new RestClusterClient<>(settings, StandaloneClusterId.getInstance()));
    }

    /** Returns the address of the REST server. */
    public URI rest() {
        return rest;
    }

    /** Returns the newest running job with Ringflow's name, or empty if there is none. */
    public Optional<JobStatusMessage> running() throws InterruptedException {
        return ask(client.listJobs()).stream()
                .filter(job -> job.getJobName().equals(FlowJob.NAME))
                .filter(job -> !job.getJobState().isGloballyTerminalState())
                .max(Comparator.comparingLong(JobStatusMessage::getStartTime));
    }

    /**
     * Returns the newest running job with Ringflow's name.
     *
     * @throws CommandFailure if there is none
     */
    public JobStatusMessage demandRunning() throws InterruptedException {
        return running()
                .orElseThrow(
                        () ->
                                CommandFailure.failed(
                                        "no job named "
                                                + FlowJob.NAME
                                                + " is running at "
                                                + rest
                                                + "; \"ringflow submit\" starts it",
                                        null));
    }

    /** Returns the registered TaskManagers. */
    public TaskManagers taskManagers() throws InterruptedException {
        var answer =
                client.sendRequest(
                        TaskManagersHeaders.getInstance(),
                        EmptyMessageParameters.getInstance(),
                        EmptyRequestBody.getInstance());
        return new TaskManagers(List.copyOf(ask(answer).getTaskManagerInfos()));
    }

    /** Describes the cluster's TaskManagers and slots. */
    public String cluster() throws InterruptedException {
        var overview = ask(client.getClusterOverview());
        return overview.getNumTaskManagersConnected()
                + " TaskManagers, "
                + (overview.getNumSlotsTotal() - overview.getNumSlotsAvailable())
                + " of "
                + overview.getNumSlotsTotal()
                + " slots taken";
    }

    /**
     * Describes the hosts of a job, its last failure and what it waits for, a line each.
     *
     * @param gather how long hosts that come are gathered
     */
    public List<String> hosts(JobDetailsInfo job, Duration gather) throws InterruptedException {
        return new StatusQuery(client, this).status(job).lines(gather);
    }

    /** Returns the details of a job. */
    public JobDetailsInfo details(JobID job) throws InterruptedException {
        return ask(client.getJobDetails(job));
    }

    /**
     * Starts a job; returns when it runs or waits for slots.
     *
     * @throws CommandFailure if it can't start, for example because there is no such savepoint
     */
    public JobID submit(JobGraph graph) throws InterruptedException {
        JobID id = ask(client.submitJob(graph));
        JobStatus status = ask(client.getJobStatus(id));
        boolean restores = graph.getSavepointRestoreSettings().restoreSavepoint();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        // Flink looks for the savepoint when the job has its slots.
        while (status == JobStatus.INITIALIZING
                || (restores
                        && (status == JobStatus.CREATED || status == JobStatus.RESTARTING)
                        && System.nanoTime() < deadline)) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            status = ask(client.getJobStatus(id));
        }
        if (status == JobStatus.FAILED || status == JobStatus.FAILING) {
            throw failure(ask(client.requestJobResult(id)));
        }
        return id;
    }

    private static RuntimeException failure(JobResult result) {
        Throwable thrown =
                result.getSerializedThrowable()
                        .map(error -> error.deserializeError(FlinkJobs.class.getClassLoader()))
                        .orElseGet(() -> new IllegalStateException("The job failed"));
        if (Checkpoints.hasOtherShards(thrown)) {
            return CommandFailure.wrong(
                    "can't restore the savepoint: "
                            + Checkpoints.OTHER_SHARDS
                            + "; start the job without --from");
        }
        for (Throwable cause = thrown; cause != null; cause = plain(cause.getCause())) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Cannot find checkpoint or savepoint")
                    || message.contains("Cannot find meta data file")) {
                return CommandFailure.wrong(
                        "no such savepoint: "
                                + message
                                + "; give one that the JobManager's host can read");
            }
        }
        return CommandFailure.failed("the job failed: " + innermost(thrown), thrown);
    }

    private static Throwable plain(Throwable thrown) {
        return thrown instanceof SerializedThrowable serialized
                ? serialized.deserializeError(FlinkJobs.class.getClassLoader())
                : thrown;
    }

    private static String innermost(Throwable thrown) {
        Throwable last = thrown;
        while (plain(last.getCause()) != null && plain(last.getCause()) != last) {
            last = plain(last.getCause());
        }
        return String.valueOf(last.getMessage());
    }

    /** Returns a future that completes when the job ends, exceptionally if it failed. */
    public CompletableFuture<JobExecutionResult> result(JobID job) {
        return client.requestJobResult(job)
                .thenApply(
                        result -> {
                            try {
                                return result.toJobExecutionResult(
                                        FlinkJobs.class.getClassLoader());
                            } catch (Exception e) {
                                throw failure(result);
                            }
                        });
    }

    /** Stops the job, keeps its flows in a savepoint and returns the savepoint's path. */
    public String stopWithSavepoint(JobID job, String directory) throws InterruptedException {
        return stop(job, false, directory);
    }

    /** Stops the job for good: its flows end as {@code forced-end} and its exports are flushed. */
    public void drain(JobID job, String directory) throws InterruptedException {
        String savepoint = stop(job, true, directory);
        try {
            client.disposeSavepoint(savepoint).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A JobManager in application mode ends with its job.
        }
    }

    private String stop(JobID job, boolean drain, String directory) throws InterruptedException {
        try {
            return client.stopWithSavepoint(job, drain, directory, SavepointFormatType.NATIVE)
                    .get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw CommandFailure.failed(
                    "the job was not stopped: "
                            + innermost(e)
                            + "; it can be stopped when all its tasks run, see \"ringflow submit"
                            + " status\"",
                    e);
        } catch (TimeoutException e) {
            throw CommandFailure.failed(
                    "the job has not stopped within " + STOP_PATIENCE.toMinutes() + " minutes", e);
        }
    }

    /** Waits for an answer of the REST server. */
    <T> T ask(CompletableFuture<T> question) throws InterruptedException {
        try {
            return question.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            refusal(e)
                    .ifPresent(
                            text -> {
                                throw CommandFailure.failed(text, e);
                            });
            throw CommandFailure.failed(
                    "no JobManager answers at "
                            + rest
                            + " ("
                            + (e instanceof TimeoutException ? "timeout" : innermost(e))
                            + "); is \"ringflow jobmanager\" running there? flink.rest.address and"
                            + " flink.rest.port say where it is asked",
                    e);
        }
    }

    /** Returns the message for a REST server that requires a token or another token. */
    private Optional<String> refusal(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RestClientException refused
                    && (refused.getHttpResponseStatus().code() == 401
                            || refused.getHttpResponseStatus().code() == 403)) {
                return Optional.of(
                        "the JobManager at "
                                + rest
                                + " refuses: "
                                + refused.getMessage()
                                + "; set cluster.tokenFile to the JobManager's file, or to one with"
                                + " another token of scope admin");
            }
        }
        return Optional.empty();
    }

    /** Describes each operator of the job and how many of its tasks are running. */
    public static List<String> tasks(JobDetailsInfo details) {
        return details.getJobVertexInfos().stream()
                .map(
                        vertex ->
                                vertex.getTasksPerState().getOrDefault(ExecutionState.RUNNING, 0)
                                        + " of "
                                        + vertex.getParallelism()
                                        + "  "
                                        + vertex.getName())
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
