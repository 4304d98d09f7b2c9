package io.ringflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.client.QueryClient;
import io.ringflow.cli.client.Screen;
import io.ringflow.model.PrintableText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Prints the answers to a query, once or again and again. Owned by a command, one thread. */
final class QueryDisplay {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final String CLEAR = "\u001b[2J";
    private static final String TO_TOP = "\u001b[H";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Terminal terminal;
    private final Screen screen;
    private final PrintableUtf8 printable = new PrintableUtf8();

    /** What was told last, so that a watch doesn't repeat it every second. */
    private String told = "";

    private boolean drawn;

    QueryDisplay(Terminal terminal, Screen screen) {
        this.terminal = terminal;
        this.screen = screen;
    }

    /** One answer, as lines. */
    @FunctionalInterface
    interface Answer {
        List<String> lines();
    }

    /** Runs a command's work until it is done or asked to stop, and returns the exit status. */
    static int run(Runnable work) {
        try {
            work.run();
        } catch (QueryClient.Busy e) {
            throw CommandFailure.failed(e.getMessage() + "; ask again in a moment", e);
        } catch (CancellationException e) {
            // asked to stop: what was printed is all there is
        }
        return ExitStatus.DONE;
    }

    /** Prints lines; false where nobody reads them any more. */
    boolean print(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(PrintableText.ofLines(line)).append('\n'));
        return write(text.toString());
    }

    /** Prints the next part of a long text in UTF-8; false where nobody reads it any more. */
    boolean print(byte[] buffer, int length) {
        printable.write(buffer, length, terminal.out());
        return !terminal.out().checkError();
    }

    private boolean write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        terminal.out().write(bytes, 0, bytes.length);
        return !terminal.out().checkError();
    }

    /** Shows an answer every second until the command is asked to stop. */
    void watch(Answer answer) {
        boolean goesOn = true;
        while (goesOn) {
            try {
                List<String> lines = answer.lines();
                goesOn = screen.present() ? redraw(lines) : print(block(lines));
            } catch (QueryClient.Busy e) {
                tell(e.getMessage());
            }
            goesOn = goesOn && !stopsWithin(INTERVAL);
        }
    }

    private static List<String> block(List<String> lines) {
        List<String> block = new ArrayList<>(lines);
        block.add("");
        return block;
    }

    /** Line by line over what was there, which does not flicker. */
    private boolean redraw(List<String> lines) {
        String begin = drawn ? TO_TOP : CLEAR + TO_TOP;
        drawn = true;
        String text =
                lines.stream()
                        .limit(screen.lines() - 1)
                        .map(line -> PrintableText.ofLines(line) + CLEAR_REST_OF_LINE + "\n")
                        .collect(Collectors.joining("", begin, CLEAR_BELOW));
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
            throw new IllegalStateException("a stop request does not fail", e);
        }
    }

    /** Tells on standard error what did not answer. */
    void tellMissing(JsonNode answer) {
        List<String> parts = new ArrayList<>();
        answer.path("missing").forEach(part -> parts.add(part.asText()));
        tellMissing(String.join("; ", parts));
    }

    /** Tells on standard error what did not answer; nothing where that is empty. */
    void tellMissing(String parts) {
        if (parts.isEmpty()) {
            told = "";
        } else {
            tell("the answer is not complete: " + parts);
        }
    }

    private void tell(String message) {
        if (!message.equals(told)) {
            terminal.say(message);
            told = message;
        }
    }
}
