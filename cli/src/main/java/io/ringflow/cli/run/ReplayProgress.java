package io.ringflow.cli.run;

import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A line on the screen that counts packets and flows while a replay runs. A thread of its own
 * prints it; the command ends it.
 */
final class ReplayProgress {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final FlowState state;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread printer =
            Thread.ofPlatform().daemon().name("progress").unstarted(this::print);

    private ReplayProgress(Terminal terminal, FlowState state) {
        this.terminal = terminal;
        this.state = state;
    }

    /** Starts to print if standard error is a screen. */
    static ReplayProgress start(Terminal terminal, FlowState state) {
        ReplayProgress progress = new ReplayProgress(terminal, state);
        if (terminal.showsProgress()) {
            progress.printer.start();
        }
        return progress;
    }

    private void print() {
        boolean printed = false;
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                printed |= printCounts();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (printed) {
            terminal.err().print(CLEAR_LINE);
        }
    }

    /** Prints the line, or nothing while the job starts, ends or recovers. */
    private boolean printCounts() {
        FlowStatistics counts;
        try {
            counts = state.statistics();
        } catch (StateException e) {
            return false;
        }
        terminal.err()
                .printf(
                        Locale.ROOT,
                        "%s%,d packets, %,d flows",
                        CLEAR_LINE,
                        counts.packets(),
                        counts.flows());
        terminal.err().flush();
        return true;
    }

    /** Stops printing and clears the line. */
    void end() throws InterruptedException {
        closed.countDown();
        printer.join(TimeUnit.SECONDS.toMillis(1));
    }
}
