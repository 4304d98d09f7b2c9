package io.ringflow.cli.flink;

import java.util.concurrent.CompletableFuture;

/** A JobManager or TaskManager in this process. Stopped by the command that starts it. */
public interface FlinkProcess {

    /** Returns a future that completes when the process ends, with false if it failed. */
    CompletableFuture<Boolean> ended();

    /** Shuts the process down; the future completes when it has stopped. */
    CompletableFuture<Void> stop();
}
