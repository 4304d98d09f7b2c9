package io.ringflow.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends the process when stopping in order takes too long. The command says when it has stopped. */
final class StopDeadline {

    private static final Duration LIMIT = Duration.ofMillis(4_700);

    private final CountDownLatch stopped = new CountDownLatch(1);

    private StopDeadline() {}

    /** Starts to count once a stop is requested. */
    static StopDeadline after(Terminal terminal) {
        StopDeadline deadline = new StopDeadline();
        Thread.ofPlatform().daemon().name("stop-deadline").start(() -> deadline.await(terminal));
        return deadline;
    }

    private void await(Terminal terminal) {
        try {
            terminal.stop().requested().join();
            if (!stopped.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                terminal.say("stopping took too long; what was not flushed yet is lost");
                Runtime.getRuntime().halt(ExitStatus.FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has stopped in time. */
    void met() {
        stopped.countDown();
    }
}
