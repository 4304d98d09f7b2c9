package io.ringflow.cli;

import io.ringflow.cli.config.ConfigurationException;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StackTraceText;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.job.export.ExportException;
import io.ringflow.job.flink.UnsuitableFlinkException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.flink.util.SerializedThrowable;

/**
 * What is printed about a failure: the message that was written for people if the chain of causes
 * has one, else the innermost message.
 *
 * @param status the exit status
 * @param lines what is wrong, where, and what to do; empty if nothing is to be reported, for
 *     example when the reader of a pipe has gone
 * @param cause the failure as thrown
 */
record FailureReport(int status, List<String> lines, Throwable cause) {

    private static final String SERIALIZED = "org.apache.flink.util.SerializedThrowable";

    static FailureReport of(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        for (Throwable cause : chain) {
            if (cause instanceof CommandFailure failure) {
                return new FailureReport(failure.status(), failure.lines(), thrown);
            }
            if (cause instanceof ConfigurationException wrong) {
                return new FailureReport(ExitStatus.WRONG, lines(wrong), thrown);
            }
            if (cause instanceof UnsuitableFlinkException unsuitable) {
                return new FailureReport(ExitStatus.WRONG, unsuitable.problems(), thrown);
            }
            if (cause instanceof ExportException export) {
                return export.readerGone()
                        ? new FailureReport(ExitStatus.DONE, List.of(), thrown)
                        : new FailureReport(ExitStatus.FAILED, List.of(cause.getMessage()), thrown);
            }
            if (cause instanceof BindException) {
                return new FailureReport(
                        ExitStatus.FAILED,
                        List.of(
                                cause.getMessage()
                                        + ": another process uses the port; choose another with"
                                        + " -Dflink.rest.port=N or -Dflink.jobmanager.rpc.port=N"),
                        thrown);
            }
            if (HostCapture.isForPeople(cause)) {
                List<String> message = List.of(String.valueOf(cause.getMessage()));
                return new FailureReport(HostCapture.status(cause), message, thrown);
            }
        }
        return new FailureReport(ExitStatus.FAILED, List.of(innermost(chain)), thrown);
    }

    private static List<String> lines(ConfigurationException wrong) {
        List<String> lines = new ArrayList<>();
        lines.add("the configuration is wrong:");
        wrong.mistakes().forEach(mistake -> lines.add(mistake.text()));
        return lines;
    }

    private static List<Throwable> chain(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        Throwable next = plain(thrown);
        while (next != null && seen.add(next)) {
            chain.add(next);
            next = plain(next.getCause());
        }
        return chain;
    }

    /** Flink passes exceptions between its components in serialized form. */
    private static Throwable plain(Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        // A client runs without Flink's classes.
        return thrown.getClass().getName().equals(SERIALIZED)
                        && thrown instanceof SerializedThrowable serialized
                ? serialized.deserializeError(FailureReport.class.getClassLoader())
                : thrown;
    }

    private static String innermost(List<Throwable> chain) {
        Throwable last = chain.getLast();
        String text = last.getMessage();
        return "failed: "
                + (text == null || text.isBlank() ? "" : text + " ")
                + "("
                + last.getClass().getSimpleName()
                + "; --debug shows the stack trace)";
    }

    /** Prints the report and returns the exit status. */
    int print(Terminal terminal, boolean debug) {
        lines.forEach(terminal::say);
        if (debug && !lines.isEmpty()) {
            terminal.err().print(StackTraceText.of(cause));
        }
        terminal.err().flush();
        return status;
    }
}
