package io.ringflow.server.connection;

/** A new connection can't be admitted; the listener closes it immediately. */
final class NoPlaceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoPlaceException() {
        super("all connections are being answered", null, false, false);
    }
}
