package io.ringflow.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line at the bottom of the screen that is rewritten every second while a command runs. Messages
 * and the log appear above it. A thread of its own prints it; the command ends it.
 */
public final class StatusLine {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int USUAL_COLUMNS = 80;

    private final PrintStream screen;
    private final int columns;
    private final Supplier<Optional<String>> text;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread printer =
            Thread.ofPlatform().daemon().name("status-line").unstarted(this::print);

    /** Whether the line is on the screen. Guarded by this. */
    private boolean shown;

    private StatusLine(PrintStream screen, int columns, Supplier<Optional<String>> text) {
        this.screen = screen;
        this.columns = columns;
        this.text = text;
    }

    /**
     * Starts to print if standard error is a screen.
     *
     * @param text returns the line, or empty if there is nothing to report; called by the line's
     *     thread
     */
    public static StatusLine start(Terminal terminal, Supplier<Optional<String>> text) {
        int columns = Screen.ofProcess(terminal.environment()).columns();
        StatusLine line =
                new StatusLine(terminal.err(), columns > 0 ? columns : USUAL_COLUMNS, text);
        if (terminal.showsProgress()) {
            if (terminal.err() == System.err) {
                System.setErr(line.above());
            }
            line.printer.start();
        }
        return line;
    }

    /** Returns a stream whose text replaces the line until it is printed again. */
    PrintStream above() {
        return new PrintStream(
                new FilterOutputStream(screen) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        synchronized (StatusLine.this) {
                            clear();
                            out.write(bytes, offset, length);
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    private void print() {
        try {
            while (!ended.await(1, TimeUnit.SECONDS)) {
                text.get().ifPresent(this::show);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clear();
    }

    /** Prints the line, cut to the screen's width because a wrapped line can't be rewritten. */
    synchronized void show(String line) {
        if (ended.getCount() > 0) {
            screen.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), columns - 1)));
            screen.flush();
            shown = true;
        }
    }

    private synchronized void clear() {
        if (shown) {
            screen.print(CLEAR_LINE);
            screen.flush();
            shown = false;
        }
    }

    /** Stops printing and clears the line. */
    public void end() {
        ended.countDown();
        clear();
    }
}
