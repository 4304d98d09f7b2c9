package io.ringflow.server.security;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.ringflow.server.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The rules of {@code security.mode: localhost}: the peer must be on this machine, and it must ask
 * for a loopback name. The name matters as much as the address: a foreign web page can make a local
 * browser connect to 127.0.0.1, but it can't make it send a loopback {@code Host} and {@code
 * Origin}. Forwarding headers ({@code Forwarded}, {@code X-Forwarded-*}) are never read.
 */
final class LocalhostOnly {

    private LocalhostOnly() {}

    /** The answer to a refused request; empty if the request may pass. */
    static Optional<Problem> refusal(Incoming request) {
        if (!request.fromLoopback()) {
            return refused("only programs on this machine have access");
        }
        List<String> hosts = request.hosts();
        if (hosts.isEmpty() || !hosts.stream().allMatch(LoopbackName::isLoopbackAuthority)) {
            return refused("the Host header must be localhost, 127.x.y.z or [::1]");
        }
        if (!request.values(HeaderNames.ORIGIN).stream().allMatch(LoopbackName::isLoopbackOrigin)) {
            return refused("web pages of other machines have no access");
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(String detail) {
        return Optional.of(Problem.of(Status.FORBIDDEN_403, detail));
    }
}
