package io.ringflow.capture;

/** Something that the user asked to capture can't be: the message says what, where and the mend. */
public class CaptureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
