package io.ringflow.cli.terminal;

import io.ringflow.model.text.PrintableText;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Writes stack traces as {@link Throwable#printStackTrace()} does, but each message as one line of
 * printable text. Thread-safe.
 */
public final class StackTraceText {

    private static final String LINE_END = System.lineSeparator();

    private StackTraceText() {}

    /** Returns the whole stack trace, with causes. */
    public static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        append(thrown, "", text, Collections.newSetFromMap(new IdentityHashMap<>()));
        return text.toString();
    }

    private static void append(
            Throwable thrown, String caption, StringBuilder text, Set<Throwable> seen) {
        text.append(caption).append(PrintableText.of(thrown.toString())).append(LINE_END);
        if (!seen.add(thrown)) {
            return;
        }
        for (StackTraceElement frame : thrown.getStackTrace()) {
            text.append("\tat ").append(frame).append(LINE_END);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            append(suppressed, "Suppressed: ", text, seen);
        }
        if (thrown.getCause() != null) {
            append(thrown.getCause(), "Caused by: ", text, seen);
        }
    }

    /** Returns the exception and its first stack frame. */
    public static String brief(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        String first = PrintableText.of(thrown.toString()) + LINE_END;
        return frames.length == 0 ? first : first + "\tat " + frames[0] + LINE_END;
    }
}
