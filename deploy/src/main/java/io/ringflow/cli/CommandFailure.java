package io.ringflow.cli;

import java.util.List;

/** A command that can't go on; the message says what is wrong, where, and what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> lines;

    private CommandFailure(int status, List<String> lines, Throwable cause) {
        super(String.join("\n", lines), cause);
        this.status = status;
        this.lines = lines;
    }

    /** The command, a file or the configuration is wrong. */
    public static CommandFailure wrong(String message) {
        return wrong(List.of(message));
    }

    /** The command, a file or the configuration is wrong; a message of several lines. */
    public static CommandFailure wrong(List<String> lines) {
        return new CommandFailure(ExitStatus.WRONG, List.copyOf(lines), null);
    }

    /** Something failed while running. */
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(ExitStatus.FAILED, List.of(message), cause);
    }

    /** The message's lines; what they quote from elsewhere may hold line ends, too. */
    public List<String> lines() {
        return lines == null ? List.of(getMessage()) : lines;
    }

    /** The exit status. */
    public int status() {
        return status;
    }
}
