package io.ringflow.cli;

import io.ringflow.model.PrintableText;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command talks to; owned by whoever runs the command.
 *
 * @param out takes the command's output
 * @param err takes everything else: messages, progress, the summary
 * @param showsProgress whether {@code err} is a screen
 * @param environment environment variables
 * @param stop tells when the process is asked to stop
 */
record Terminal(
        PrintStream out,
        PrintStream err,
        boolean showsProgress,
        Map<String, String> environment,
        StopRequest stop) {

    /** Set by the launcher where standard error is a screen. */
    private static final String SCREEN_PROPERTY = "ringflow.screen";

    /**
     * The process's own streams and signals.
     *
     * @param out its standard output
     */
    static Terminal ofProcess(PrintStream out) {
        return new Terminal(
                out,
                System.err,
                Boolean.getBoolean(SCREEN_PROPERTY),
                System.getenv(),
                StopRequest.onSignals());
    }

    /** Tells people something, on one line whatever the message holds. */
    void say(String message) {
        err.println("ringflow: " + PrintableText.of(message));
        err.flush();
    }
}
