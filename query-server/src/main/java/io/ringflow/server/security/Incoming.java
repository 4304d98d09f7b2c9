package io.ringflow.server.security;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.RoutingRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The facts about a request by which it is admitted or refused. REST calls and upgrades to
 * WebSockets share them. Immutable.
 *
 * @param peer the other end of the connection; forwarding headers are never read
 * @param method the HTTP method
 * @param path the path without the query string
 * @param hosts every host that the request names: in its Host headers and in its target
 */
public record Incoming(
        SocketAddress peer, String method, String path, List<String> hosts, Headers headers) {

    /** The path of the WebSocket. */
    public static final String STREAM_PATH = "/api/v1/stream";

    /** The facts about a request. */
    public static Incoming of(RoutingRequest request) {
        String authority = request.authority();
        Stream<String> named = authority == null ? Stream.of() : Stream.of(authority);
        return new Incoming(
                request.remotePeer().address(),
                request.prologue().method().text(),
                request.path().path(),
                Stream.concat(named, values(request.headers(), HeaderNames.HOST).stream()).toList(),
                request.headers());
    }

    /** The facts about a request to upgrade to a WebSocket. */
    public static Incoming upgrade(SocketAddress peer, String path, Headers headers) {
        return new Incoming(peer, "GET", path, values(headers, HeaderNames.HOST), headers);
    }

    List<String> values(HeaderName name) {
        return values(headers, name);
    }

    private static List<String> values(Headers headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    /** Whether the request asks for an upgrade to a WebSocket. */
    boolean asksForWebSocket() {
        return method.equals("GET")
                && path.equals(STREAM_PATH)
                && values(HeaderNames.UPGRADE).stream().anyMatch("websocket"::equalsIgnoreCase);
    }

    boolean fromLoopback() {
        return peer instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    /** The peer's address without its port, as it appears in logs. */
    public String address() {
        return peer instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : String.valueOf(peer);
    }
}
