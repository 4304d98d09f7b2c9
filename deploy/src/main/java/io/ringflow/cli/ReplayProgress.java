package io.ringflow.cli;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One line on a screen that counts while a replay runs. Its own thread prints; the command ends it.
 */
final class ReplayProgress {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread printer =
            Thread.ofPlatform().daemon().name("progress").unstarted(this::print);

    private ReplayProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Starts to print, where standard error is a screen. */
    static ReplayProgress start(Terminal terminal) {
        ReplayProgress progress = new ReplayProgress(terminal);
        if (terminal.showsProgress()) {
            progress.printer.start();
        }
        return progress;
    }

    private void print() {
        boolean printed = false;
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                LocalQueries.Counts counts = LocalQueries.counts();
                terminal.err()
                        .printf(
                                Locale.ROOT,
                                "%s%,d packets, %,d flows",
                                CLEAR_LINE,
                                counts.packets(),
                                counts.flows());
                terminal.err().flush();
                printed = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (printed) {
            terminal.err().print(CLEAR_LINE);
        }
    }

    /** Ends the line. */
    void end() throws InterruptedException {
        closed.countDown();
        printer.join(TimeUnit.SECONDS.toMillis(1));
    }
}
