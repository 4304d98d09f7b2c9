package io.ringflow.rpc.server;

/** The state service cannot start. The message names the setting, the reason and the remedy. */
public final class StateServiceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StateServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
