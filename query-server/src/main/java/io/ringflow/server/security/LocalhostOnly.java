package io.ringflow.server.security;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.problem.Problem;
import java.net.InetSocketAddress;
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
        Optional<String> refusal = refusal(request);
        if (refusal.isEmpty()) {
            chain.proceed();
        } else {
            Problem.of(Status.FORBIDDEN_403, refusal.get()).send(response);
        }
    }

    private static Optional<String> refusal(RoutingRequest request) {
        if (!(request.remotePeer().address() instanceof InetSocketAddress peer)
                || peer.getAddress() == null
                || !peer.getAddress().isLoopbackAddress()) {
            return Optional.of("only programs on this machine are answered");
        }
        ServerRequestHeaders headers = request.headers();
        List<String> hosts = values(headers, HeaderNames.HOST);
        if (hosts.isEmpty() || !allMatch(hosts, LoopbackName::isLoopbackAuthority)) {
            return Optional.of("the Host header must be localhost, 127.x.y.z or [::1]");
        }
        if (!allMatch(values(headers, HeaderNames.ORIGIN), LoopbackName::isLoopbackOrigin)) {
            return Optional.of("web pages of other machines are not answered");
        }
        return Optional.empty();
    }

    private static List<String> values(ServerRequestHeaders headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private static boolean allMatch(List<String> values, Predicate<String> test) {
        return values.stream().allMatch(test);
    }
}
