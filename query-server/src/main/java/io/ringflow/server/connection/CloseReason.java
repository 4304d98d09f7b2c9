package io.ringflow.server.connection;

import java.util.Locale;

/** Why this server closed or refused a connection; the values of a metric's label. */
enum CloseReason {
    /** The TLS handshake took too long. */
    HANDSHAKE,
    /** No request arrived in time. */
    IDLE,
    /** A request's head took too long. */
    HEAD,
    /** The client read too slowly. */
    WRITE,
    /** The client of a WebSocket was silent for too long. */
    SILENCE,
    /** The client did not close its side in time. */
    LINGER,
    /** A new connection took its place. */
    REPLACED,
    /** All other connections were being answered, so the new one was refused. */
    REFUSED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
