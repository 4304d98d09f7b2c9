package io.ringflow.server.stream;

import io.helidon.http.Headers;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Decides whether a request may become a WebSocket. Upgrades bypass the filters of REST, so the
 * check must refuse everything that the filters refuse, and log the upgrade. A request that it
 * refuses continues to the filters, which answer it. Called by the connections' threads.
 */
public interface UpgradeCheck {

    /**
     * Admits a request.
     *
     * @return the client to open a WebSocket for; empty to refuse
     */
    Optional<WebSocketClient> admit(SocketAddress peer, Headers headers);

    /**
     * Called after the request was upgraded.
     *
     * @param id the request id that the answer contains
     * @param nanos the time that the upgrade took
     */
    void upgraded(WebSocketClient client, String id, long nanos);
}
