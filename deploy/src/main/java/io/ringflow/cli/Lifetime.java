package io.ringflow.cli;

import io.ringflow.cli.cluster.FlinkProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The life of a part of a cluster: until it is asked to stop, or ends by itself. */
final class Lifetime {

    private Lifetime() {}

    /** Waits, stops the part in order, and returns the exit status. */
    static int untilStopped(Terminal terminal, FlinkProcess process) throws Exception {
        terminal.stop().endsInOrder();
        CompletableFuture<Boolean> ended = process.ended();
        try {
            CompletableFuture.anyOf(terminal.stop().requested(), ended).get();
            boolean well = !ended.isDone() || ended.get();
            process.stop().get();
            if (!well) {
                throw CommandFailure.failed("ended by a failure; the log above says why", null);
            }
            return ExitStatus.DONE;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
