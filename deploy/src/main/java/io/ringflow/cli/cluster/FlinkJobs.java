package io.ringflow.cli.cluster;

import io.ringflow.cli.CommandFailure;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.guard.ClusterToken;
import io.ringflow.cli.guard.RestToken;
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
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagersHeaders;
import org.apache.flink.runtime.rest.util.RestClientException;
import org.apache.flink.util.SerializedThrowable;

/**
 * Ringflow's jobs on a Flink cluster, by its REST server. Used by one thread; whoever makes it
 * closes it. Failures are told as {@link CommandFailure}.
 */
public final class FlinkJobs implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final URI rest;
    private final RestClusterClient<StandaloneClusterId> client;

    private FlinkJobs(URI rest, RestClusterClient<StandaloneClusterId> client) {
        this.rest = rest;
        this.client = client;
    }

    /** A client: the settings say where the REST server is, and what to show to it. */
    public static FlinkJobs of(Configuration configuration) throws Exception {
        Map<String, String> given =
                ClusterKeys.in(configuration.cluster().keys(), configuration.flink());
        var settings = FlinkSettings.client(given);
        ClusterToken.read(configuration.cluster().tokenFile())
                .ifPresent(token -> RestToken.in(settings, token));
        return new FlinkJobs(
                FlinkSettings.rest(given),
                new RestClusterClient<>(settings, StandaloneClusterId.getInstance()));
    }

    /** Where the REST server is. */
    public URI rest() {
        return rest;
    }

    /** The job that runs under Ringflow's name: the newest where there are several. */
    public Optional<JobStatusMessage> running() throws InterruptedException {
        return ask(client.listJobs()).stream()
                .filter(job -> job.getJobName().equals(FlowJob.NAME))
                .filter(job -> !job.getJobState().isGloballyTerminalState())
                .max(Comparator.comparingLong(JobStatusMessage::getStartTime));
    }

    /** The job that runs, or a failure that says that there is none. */
    public JobStatusMessage demandRunning() throws InterruptedException {
        return running()
                .orElseThrow(
                        () ->
                                CommandFailure.failed(
                                        "no job named "
                                                + FlowJob.NAME
                                                + " runs at "
                                                + rest
                                                + "; \"ringflow submit\" starts it",
                                        null));
    }

    /** The heaps of all TaskManagers that are there, bytes; 0 where there is none. */
    public long heapBytes() throws InterruptedException {
        return ask(
                        client.sendRequest(
                                TaskManagersHeaders.getInstance(),
                                EmptyMessageParameters.getInstance(),
                                EmptyRequestBody.getInstance()))
                .getTaskManagerInfos()
                .stream()
                .mapToLong(manager -> manager.getHardwareDescription().getSizeOfJvmHeap())
                .sum();
    }

    /** TaskManagers and slots, for people. */
    public String cluster() throws InterruptedException {
        var overview = ask(client.getClusterOverview());
        return overview.getNumTaskManagersConnected()
                + " TaskManagers, "
                + (overview.getNumSlotsTotal() - overview.getNumSlotsAvailable())
                + " of "
                + overview.getNumSlotsTotal()
                + " slots taken";
    }

    /** What is known of a job. */
    public JobDetailsInfo details(JobID job) throws InterruptedException {
        return ask(client.getJobDetails(job));
    }

    /**
     * Starts a job; returns once it runs or waits for slots.
     *
     * @throws CommandFailure where it can't begin: a savepoint that is none, for example
     */
    public JobID submit(JobGraph graph) throws InterruptedException {
        JobID id = ask(client.submitJob(graph));
        JobStatus status = ask(client.getJobStatus(id));
        boolean restores = graph.getSavepointRestoreSettings().restoreSavepoint();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        // A savepoint is looked for when the job has its slots.
        while (status == JobStatus.INITIALIZING
                || (restores
                        && (status == JobStatus.CREATED || status == JobStatus.RESTARTING)
                        && System.nanoTime() < deadline)) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
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
                        .map(each -> each.deserializeError(FlinkJobs.class.getClassLoader()))
                        .orElseGet(() -> new IllegalStateException("the job failed"));
        for (Throwable each = thrown; each != null; each = plain(each.getCause())) {
            String message = String.valueOf(each.getMessage());
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

    /** Completes at the job's end; with its failure where it failed. */
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

    /** Stops the job and leaves its flows in a savepoint; returns where that is. */
    public String stopWithSavepoint(JobID job, String directory) throws InterruptedException {
        return stop(job, false, directory);
    }

    /** Stops the job for good: its flows end as forced, and its exports are flushed. */
    public void drain(JobID job, String directory) throws InterruptedException {
        String savepoint = stop(job, true, directory);
        try {
            client.disposeSavepoint(savepoint).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A JobManager that ran nothing but the job has gone with it.
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
                            + "; it can be stopped while all its tasks run, see \"ringflow submit"
                            + " status\"",
                    e);
        } catch (TimeoutException e) {
            throw CommandFailure.failed(
                    "the job has not stopped within " + STOP_PATIENCE.toMinutes() + " minutes", e);
        }
    }

    private <T> T ask(CompletableFuture<T> question) throws InterruptedException {
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

    /** What to say if the REST server wants a token, or another one. */
    private Optional<String> refusal(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof RestClientException refused
                    && (refused.getHttpResponseStatus().code() == 401
                            || refused.getHttpResponseStatus().code() == 403)) {
                return Optional.of(
                        "the JobManager at "
                                + rest
                                + " refuses: "
                                + refused.getMessage()
                                + "; cluster.tokenFile must be the JobManager's, or a file with"
                                + " another token of scope admin");
            }
        }
        return Optional.empty();
    }

    /** The job's operators, each with how many of its tasks run. */
    public static List<String> tasks(JobDetailsInfo details) {
        return details.getJobVertexInfos().stream()
                .map(
                        vertex ->
                                vertex.getTasksPerState()
                                                .getOrDefault(
                                                        org.apache.flink.runtime.execution
                                                                .ExecutionState.RUNNING,
                                                        0)
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
