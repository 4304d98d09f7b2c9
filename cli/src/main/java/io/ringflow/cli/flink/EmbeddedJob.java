package io.ringflow.cli.flink;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running job of an {@link EmbeddedCluster}. Used by the command's thread only. */
public final class EmbeddedJob {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);
    private static final long DRAIN_SECONDS = 4;
    private static final long RETRY_MILLIS = 100;

    private final JobClient client;
    private final CompletableFuture<JobExecutionResult> result;

    /** Whether a savepoint was started but could not be written. */
    private boolean unstoppable;

    /** Wraps the client of a job that was submitted. */
    public EmbeddedJob(JobClient client) {
        this.client = client;
        this.result = client.getJobExecutionResult();
    }

    /** Returns a future that completes when the job ends. */
    public CompletableFuture<JobExecutionResult> result() {
        return result;
    }

    /**
     * Stops the job by draining it: sources end, open flows end as {@code forced-end}, sinks are
     * flushed. Retries until all tasks run. A job that can't be drained in time is cancelled.
     *
     * @return true if the job was drained
     */
    public boolean stop() throws InterruptedException {
        return stop(this::drain);
    }

    /**
     * Stops the job and keeps its state: flows stay open, exports are flushed. Retries until all
     * tasks run. A job that can't be stopped in time is cancelled; its newest checkpoint stays.
     *
     * @param directory where the savepoint goes
     * @return the savepoint's directory, or empty if the job was cancelled
     */
    public Optional<Path> suspend(Path directory) throws InterruptedException {
        AtomicReference<Path> savepoint = new AtomicReference<>();
        boolean unused =
                stop(
                        nanos -> {
                            savepoint.set(savepoint(directory, false, nanos));
                            return savepoint.get() != null || unstoppable;
                        });
        if (unstoppable) {
            cancel();
        }
        return Optional.ofNullable(savepoint.get());
    }

    /** One attempt to stop the job, in at most so many nanoseconds. */
    private interface Attempt {

        /** Returns true if the job has stopped. */
        boolean stop(long nanos) throws InterruptedException;
    }

    private boolean stop(Attempt attempt) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        long left = deadline - System.nanoTime();
        while (!result.isDone() && left > 0) {
            if (attempt.stop(left)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            left = deadline - System.nanoTime();
        }
        if (result.isDone()) {
            return !result.isCompletedExceptionally();
        }
        cancel();
        return false;
    }

    private boolean drain(long nanos) throws InterruptedException {
        try {
            Path directory =
                    Files.createTempDirectory(
                            Path.of(System.getProperty("java.io.tmpdir")), "ringflow-stop");
            try {
                return savepoint(directory, true, nanos) != null;
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops the job with a savepoint; returns its directory, or null if it could not. */
    private Path savepoint(Path directory, boolean drains, long nanos) throws InterruptedException {
        try {
            String path =
                    client.stopWithSavepoint(
                                    drains,
                                    directory.toUri().toString(),
                                    SavepointFormatType.NATIVE)
                            .get(nanos, TimeUnit.NANOSECONDS);
            result.get(1, TimeUnit.SECONDS);
            return Path.of(URI.create(path).getPath());
        } catch (ExecutionException e) {
            noteFailure(e, drains);
            return null;
        } catch (TimeoutException e) {
            unstoppable |= !drains;
            return null;
        }
    }

    /**
     * Tasks that can't write their part of a savepoint fail and would restart from a checkpoint.
     * Any other reason, such as a checkpoint under way, leaves them running for another attempt.
     */
    private void noteFailure(ExecutionException failure, boolean drains)
            throws InterruptedException {
        LOG.debug("The job could not be stopped with a savepoint", failure);
        if (!drains && !isTooEarly(failure)) {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            unstoppable = !isRunning();
        }
    }

    private boolean isRunning() throws InterruptedException {
        try {
            return client.getJobStatus().get(1, TimeUnit.SECONDS) == JobStatus.RUNNING;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Returns true if {@link #suspend} has lost what was captured since the last checkpoint. */
    public boolean lostState() {
        return unstoppable;
    }

    /** Returns true if not all tasks were running yet. */
    private static boolean isTooEarly(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage())
                    .contains(CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING.message())) {
                return true;
            }
        }
        return false;
    }

    private void cancel() throws InterruptedException {
        try {
            client.cancel().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It ends with the cluster.
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
