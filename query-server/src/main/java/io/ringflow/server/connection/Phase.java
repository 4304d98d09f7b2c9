package io.ringflow.server.connection;

/**
 * What a connection does at present.
 *
 * @param kind what
 * @param sinceNanos since when, as of {@code System.nanoTime}
 */
record Phase(Kind kind, long sinceNanos) {

    enum Kind {
        /** Accepted, with a TLS handshake ahead of it, perhaps. */
        OPENED,
        /** No byte of a request has come. */
        IDLE,
        /** A request's head has come in part. */
        HEAD,
        /** A request is answered. */
        ANSWER,
        /** A WebSocket. */
        STREAM,
        /** All is said; the client has yet to close its side. */
        LINGER,
        /** Closed by this server. */
        CLOSED;

        /** Whether nobody waits for an answer, so that another connection may take the place. */
        boolean yields() {
            return this == OPENED || this == IDLE || this == HEAD || this == LINGER;
        }
    }

    static Phase now(Kind kind) {
        return new Phase(kind, System.nanoTime());
    }
}
