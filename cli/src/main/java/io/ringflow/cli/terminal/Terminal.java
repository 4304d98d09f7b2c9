package io.ringflow.cli.terminal;

import io.ringflow.model.text.PrintableText;
import java.io.PrintStream;
import java.util.Map;

/**
 * The streams, environment and signals of a command. Owned by the caller that runs the command.
 *
 * @param out takes the command's output
 * @param err takes everything else: messages, progress, the summary
 * @param showsProgress true if {@code err} is a screen
 * @param environment environment variables
 * @param stop the request that the command stop
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean showsProgress,
        Map<String, String> environment,
        StopRequest stop) {

    /** Set by the launcher if standard error is a screen. */
    private static final String SCREEN_PROPERTY = "ringflow.screen";

    /**
     * Returns the process's own streams, environment and signals.
     *
     * @param out the standard output
     */
    public static Terminal ofProcess(PrintStream out) {
        return new Terminal(
                out,
                System.err,
                Boolean.getBoolean(SCREEN_PROPERTY),
                System.getenv(),
                StopRequest.onSignals());
    }

    /** Prints a message on one line of standard error, with control characters escaped. */
    public void say(String message) {
        err.println("ringflow: " + PrintableText.of(message));
        err.flush();
    }
}
