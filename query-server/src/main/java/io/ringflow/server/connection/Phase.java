package io.ringflow.server.connection;

/**
 * What a connection is doing.
 *
 * @param kind what it is doing
 * @param sinceNanos when the phase started, as of {@code System.nanoTime}
 */
record Phase(Kind kind, long sinceNanos) {

    enum Kind {
        /** Accepted, but not served yet; includes the TLS handshake. */
        OPENED,
        /** No byte of the next request has arrived. */
        IDLE,
        /** Part of a request's head has arrived. */
        HEAD,
        /** A request is being answered. */
        ANSWER,
        /** The connection is a WebSocket. */
        STREAM,
        /** The last answer was sent, and the client has not closed its side yet. */
        LINGER,
        /** Closed by this server. */
        CLOSED;

        /** Whether no answer is due, so that another connection may take the place. */
        boolean yields() {
            return this == OPENED || this == IDLE || this == HEAD || this == LINGER;
        }
    }

    static Phase now(Kind kind) {
        return new Phase(kind, System.nanoTime());
    }
}
