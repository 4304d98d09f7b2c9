package io.ringflow.server.security;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.problem.Problem;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code security.mode: localhost}: answers only a peer on this machine that asks for this machine.
 * The name matters as much as the address, because a web page elsewhere can make a browser here
 * connect to 127.0.0.1, but it cannot make it send a loopback {@code Host} and {@code Origin}.
 * Forwarding headers ({@code Forwarded}, {@code X-Forwarded-*}) are never read. Stateless, called
 * by every request's thread.
 */
public final class LocalhostOnly implements Filter {

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Optional<String> refusal = refusal(request.remotePeer().address(), request.headers());
        if (refusal.isEmpty()) {
            chain.proceed();
        } else {
            Problem.of(Status.FORBIDDEN_403, refusal.get()).send(response);
        }
    }

    /** Why a peer is not answered that sends these headers; nothing where it is. */
    public static Optional<String> refusal(SocketAddress address, Headers headers) {
        if (!(address instanceof InetSocketAddress peer)
                || peer.getAddress() == null
                || !peer.getAddress().isLoopbackAddress()) {
            return Optional.of("only programs on this machine are answered");
        }
        List<String> hosts = values(headers, HeaderNames.HOST);
        if (hosts.isEmpty() || !allMatch(hosts, LoopbackName::isLoopbackAuthority)) {
            return Optional.of("the Host header must be localhost, 127.x.y.z or [::1]");
        }
        if (!allMatch(values(headers, HeaderNames.ORIGIN), LoopbackName::isLoopbackOrigin)) {
            return Optional.of("web pages of other machines are not answered");
        }
        return Optional.empty();
    }

    private static List<String> values(Headers headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private static boolean allMatch(List<String> values, Predicate<String> test) {
        return values.stream().allMatch(test);
    }
}
