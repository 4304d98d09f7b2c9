package io.ringflow.server.connection;

/** A new connection can't be admitted; the listener closes it immediately. */
final class ConnectionLimitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ConnectionLimitException() {
        super("All connections are being answered", null, false, false);
    }
}
