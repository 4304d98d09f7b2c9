package io.ringflow.server;

/** The query server cannot start; the message says why and what to do. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
