package io.ringflow.cli.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A running job of an {@link EmbeddedCluster}. Used by the command's thread. */
public final class EmbeddedJob {

    private static final long DRAIN_SECONDS = 4;
    private static final long AGAIN_MILLIS = 100;

    private final JobClient client;
    private final CompletableFuture<JobExecutionResult> result;

    public EmbeddedJob(JobClient client) {
        this.client = client;
        this.result = client.getJobExecutionResult();
    }

    /** Completes when the job ends. */
    public CompletableFuture<JobExecutionResult> result() {
        return result;
    }

    /**
     * Stops the job in order: sources end, open flows end as forced, sinks are flushed. Asks again
     * where tasks do not all run yet. A job that can't be stopped so in time is cancelled.
     *
     * @return whether the job ended in order
     */
    public boolean stop() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        long left = deadline - System.nanoTime();
        while (!result.isDone() && left > 0) {
            if (drained(left)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            left = deadline - System.nanoTime();
        }
        return result.isDone() ? !result.isCompletedExceptionally() : cancelled();
    }

    private boolean drained(long nanos) throws InterruptedException {
        try {
            Path directory =
                    Files.createTempDirectory(
                            Path.of(System.getProperty("java.io.tmpdir")), "ringflow-stop");
            try {
                client.stopWithSavepoint(
                                true, directory.toUri().toString(), SavepointFormatType.NATIVE)
                        .get(nanos, TimeUnit.NANOSECONDS);
                result.get(1, TimeUnit.SECONDS);
                return true;
            } finally {
                delete(directory);
            }
        } catch (ExecutionException | TimeoutException | IOException e) {
            return false;
        }
    }

    private boolean cancelled() throws InterruptedException {
        try {
            client.cancel().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The cluster's end will end it.
        }
        return false;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
