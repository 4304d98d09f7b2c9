package io.ringflow.job.export;

import java.io.IOException;

/**
 * A delivery throws this if its target is gone for good, but the job must not end: the export ends,
 * and what it would have delivered is dropped and counted. The message says what is gone.
 */
public final class TargetGoneException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param cause what failed
     */
    public TargetGoneException(String message, IOException cause) {
        super(message, cause);
    }
}
