package io.ringflow.cli.terminal;

import java.util.List;

/** A command can't continue; the message says what is wrong, where, and what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> lines;

    private CommandFailure(int status, List<String> lines, Throwable cause) {
        super(String.join("\n", lines), cause);
        this.status = status;
        this.lines = lines;
    }

    /** Returns the failure of a command with a wrong option, file or configuration. */
    public static CommandFailure wrong(String message) {
        return wrong(List.of(message));
    }

    /** Returns such a failure with a message of several lines. */
    public static CommandFailure wrong(List<String> lines) {
        return new CommandFailure(ExitStatus.WRONG, List.copyOf(lines), null);
    }

    /**
     * Returns the failure of a command that ran.
     *
     * @param cause may be null
     */
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(ExitStatus.FAILED, List.of(message), cause);
    }

    /** Returns the lines of the message; text that they quote may contain line ends. */
    public List<String> lines() {
        return lines == null ? List.of(getMessage()) : lines;
    }

    /** Returns the exit status. */
    public int status() {
        return status;
    }
}
