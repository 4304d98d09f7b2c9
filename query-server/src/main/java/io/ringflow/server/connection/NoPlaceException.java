package io.ringflow.server.connection;

/** There is no place for another connection, which the listener closes at once. */
final class NoPlaceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoPlaceException() {
        super("all connections are being answered", null, false, false);
    }
}
