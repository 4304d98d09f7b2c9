package io.ringflow.server.connection;

import java.util.Locale;

/** Why this server closed a connection, or did not take it; values of a metric's label. */
enum CloseReason {
    /** The TLS handshake took too long. */
    HANDSHAKE,
    /** No request came. */
    IDLE,
    /** A request's head took too long. */
    HEAD,
    /** The client read too slowly. */
    WRITE,
    /** Nothing was heard of a WebSocket's client. */
    SILENCE,
    /** The client did not close its side. */
    LINGER,
    /** Another connection needed the place. */
    REPLACED,
    /** All places were taken by requests that are answered. */
    REFUSED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
