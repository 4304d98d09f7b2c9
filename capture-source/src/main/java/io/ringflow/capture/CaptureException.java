package io.ringflow.capture;

/**
 * An input that the user asked for can't be captured. The message says what is wrong, with which
 * input, and what to do about it.
 */
public class CaptureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates an exception with a message for users. */
    public CaptureException(String message) {
        super(message);
    }

    /** Creates an exception with a message for users and its cause. */
    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
