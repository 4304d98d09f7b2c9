package io.ringflow.capture.ring;

/** A capture that can't be started or go on; the message says what to do. */
public class CaptureException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
