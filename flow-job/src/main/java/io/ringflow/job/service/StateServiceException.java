package io.ringflow.job.service;

/** The service cannot start; the message says why and what to do. */
public final class StateServiceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StateServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
