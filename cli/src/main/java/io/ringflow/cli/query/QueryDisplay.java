package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.table.TableLine;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.PrintableUtf8;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Prints the answers to a query, once or repeatedly. Owned by a command. Not thread-safe. */
final class QueryDisplay {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final String CLEAR = "\u001b[2J";
    private static final String TO_TOP = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private static final String NOT_COMPLETE = "the answer is not complete: ";

    private final Terminal terminal;
    private final Screen screen;
    private final PrintableUtf8 printable = new PrintableUtf8();

    /** The last message, so that a watch doesn't repeat it every second. */
    private String reported = "";

    private boolean drawn;

    QueryDisplay(Terminal terminal, Screen screen) {
        this.terminal = terminal;
        this.screen = screen;
    }

    /** Asks once and returns the answer as lines. */
    @FunctionalInterface
    interface Answer {
        List<TableLine> lines();
    }

    /** Runs a command's work until it is done or asked to stop; returns the exit status. */
    static int run(Runnable work) {
        try {
            work.run();
        } catch (QueryClient.Busy e) {
            throw CommandFailure.failed(e.getMessage() + "; ask again in a moment", e);
        } catch (CancellationException e) {
            // The command was asked to stop.
        }
        return ExitStatus.DONE;
    }

    /** Prints lines; returns false if the output is no longer read. */
    boolean print(List<TableLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(shown(line)).append('\n'));
        return write(text.toString());
    }

    /** Prints the next part of a UTF-8 text; returns false if the output is no longer read. */
    boolean print(byte[] buffer, int length) {
        printable.write(buffer, length, terminal.out());
        return !terminal.out().checkError();
    }

    private String shown(TableLine line) {
        String text = PrintableText.ofLines(line.text());
        return screen.colours() ? line.style().coloured(text) : text;
    }

    private boolean write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        terminal.out().write(bytes, 0, bytes.length);
        return !terminal.out().checkError();
    }

    /** Shows an answer every second until the command is asked to stop. */
    void watch(Answer answer) {
        boolean watched = true;
        while (watched) {
            try {
                List<TableLine> lines = answer.lines();
                watched = screen.present() ? redraw(lines) : print(block(lines));
            } catch (QueryClient.Busy e) {
                report(e.getMessage());
            }
            watched = watched && !stopsWithin(INTERVAL);
        }
    }

    private static List<TableLine> block(List<TableLine> lines) {
        List<TableLine> block = new ArrayList<>(lines);
        block.add(new TableLine("", TableLine.Style.PLAIN));
        return block;
    }

    /** Overwrites the screen line by line, which doesn't flicker. */
    private boolean redraw(List<TableLine> lines) {
        String prefix = drawn ? TO_TOP : CLEAR + TO_TOP;
        drawn = true;
        String text =
                lines.stream()
                        .limit(screen.lines() - 1)
                        .map(line -> shown(line) + CLEAR_REST_OF_LINE + "\n")
                        .collect(Collectors.joining("", prefix, CLEAR_BELOW));
        return write(text);
    }

    private boolean stopsWithin(Duration time) {
        try {
            terminal.stop().requested().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A stop request can't fail", e);
        }
    }

    /** Reports on standard error why an answer is not complete, if it isn't. */
    void report(JsonNode answer) {
        List<String> parts = new ArrayList<>();
        answer.path("missing").forEach(part -> parts.add(part.asText()));
        report(String.join("; ", parts), AnswerCoverage.of(answer));
    }

    /**
     * Reports on standard error why an answer is not complete, if it isn't. A watch reports once
     * that the question reaches back too far, although that time moves with every answer.
     *
     * @param parts which parts of the job are missing; empty if none is
     */
    void report(String parts, AnswerCoverage coverage) {
        if (!parts.isEmpty()) {
            report(NOT_COMPLETE + parts);
        } else if (coverage.complete()) {
            reported = "";
        } else if (!reported.startsWith(NOT_COMPLETE)) {
            report(NOT_COMPLETE + coverage.reason());
        }
    }

    private void report(String message) {
        if (!message.equals(reported)) {
            terminal.say(message);
            reported = message;
        }
    }
}
