package io.ringflow.cli;

/** Exit statuses of the process. */
final class ExitStatus {

    /** Done, or stopped as asked. */
    static final int DONE = 0;

    /** Failed while running. */
    static final int FAILED = 1;

    /** The command, a file or the configuration is wrong. */
    static final int WRONG = 2;

    /** Not permitted to capture. */
    static final int NOT_PERMITTED = 3;

    private ExitStatus() {}
}
