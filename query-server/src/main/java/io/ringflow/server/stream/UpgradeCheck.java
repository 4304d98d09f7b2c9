package io.ringflow.server.stream;

import io.helidon.http.Headers;
import java.net.SocketAddress;

/**
 * Decides whether a request may become a WebSocket. Upgrades never reach the filters of REST, so
 * this must refuse all that they refuse; what it refuses then goes to the filters, which answer.
 * Called by the connections' threads.
 */
@FunctionalInterface
public interface UpgradeCheck {

    /** True where the peer may have a WebSocket for these request headers. */
    boolean allows(SocketAddress peer, Headers headers);
}
