package io.ringflow.server.security;

import io.helidon.http.HeaderName;
import io.helidon.http.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * What is known of a request before anything is done for it; the same for a call of REST and for
 * the upgrade to a WebSocket.
 *
 * @param peer the other end of the connection; forwarding headers are never read
 * @param method the HTTP method
 * @param path the path without the query
 */
public record Incoming(SocketAddress peer, String method, String path, Headers headers) {

    List<String> values(HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    boolean fromLoopback() {
        return peer instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    /** The peer's address without its port, as in logs. */
    public String address() {
        return peer instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : String.valueOf(peer);
    }
}
