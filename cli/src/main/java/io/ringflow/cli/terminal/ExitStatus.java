package io.ringflow.cli.terminal;

/** Exit statuses of the process. */
public final class ExitStatus {

    /** Done, or stopped as asked. */
    public static final int DONE = 0;

    /** Failed while running. */
    public static final int FAILED = 1;

    /** The command, a file or the configuration is wrong. */
    public static final int WRONG = 2;

    /** Not permitted to capture. */
    public static final int NOT_PERMITTED = 3;

    private ExitStatus() {}
}
