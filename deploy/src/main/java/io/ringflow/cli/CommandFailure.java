package io.ringflow.cli;

/** A command that can't go on; the message says what is wrong, where, and what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private CommandFailure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The command, a file or the configuration is wrong. */
    public static CommandFailure wrong(String message) {
        return new CommandFailure(ExitStatus.WRONG, message, null);
    }

    /** Something failed while running. */
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(ExitStatus.FAILED, message, cause);
    }

    /** The exit status. */
    public int status() {
        return status;
    }
}
