package io.ringflow.server.stream;

import io.helidon.http.Headers;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Decides whether a request may become a WebSocket. Upgrades never reach the filters of REST, so
 * this must refuse all that they refuse, and log what becomes a WebSocket; what it refuses then
 * goes to the filters, which answer. Called by the connections' threads.
 */
public interface UpgradeCheck {

    /** Whom the peer may have a WebSocket for with these request headers; empty for a refusal. */
    Optional<Visitor> admit(SocketAddress peer, Headers headers);

    /**
     * Notes that the request became a WebSocket.
     *
     * @param id the request's id, which the answer has
     * @param nanos how long that took
     */
    void upgraded(Visitor visitor, String id, long nanos);
}
