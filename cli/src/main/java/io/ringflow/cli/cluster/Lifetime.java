package io.ringflow.cli.cluster;

import io.ringflow.cli.flink.FlinkProcess;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs a process of a cluster until it is asked to stop or ends by itself. */
final class Lifetime {

    private Lifetime() {}

    /** Waits, shuts the process down and returns the exit status. */
    static int untilStopped(Terminal terminal, FlinkProcess process) throws Exception {
        terminal.stop().endsInOrder();
        CompletableFuture<Boolean> ended = process.ended();
        try {
            CompletableFuture.anyOf(terminal.stop().requested(), ended).get();
            boolean succeeded = !ended.isDone() || ended.get();
            process.stop().get();
            if (!succeeded) {
                throw CommandFailure.failed("ended by a failure; the log above says why", null);
            }
            return ExitStatus.DONE;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
