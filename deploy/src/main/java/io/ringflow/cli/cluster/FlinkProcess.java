package io.ringflow.cli.cluster;

import java.util.concurrent.CompletableFuture;

/** A part of a Flink cluster that runs in this process. The command that started it stops it. */
public interface FlinkProcess {

    /** Completes when it ends: with false where it failed. */
    CompletableFuture<Boolean> ended();

    /** Stops it in order; completes when it has. */
    CompletableFuture<Void> stop();
}
