package io.ringflow.server.security;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.ringflow.server.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * {@code security.mode: localhost}: answers only a peer on this machine that asks for this machine.
 * The name matters as much as the address, because a web page elsewhere can make a browser here
 * connect to 127.0.0.1, but it cannot make it send a loopback {@code Host} and {@code Origin}.
 * Forwarding headers ({@code Forwarded}, {@code X-Forwarded-*}) are never read.
 */
final class LocalhostOnly {

    private LocalhostOnly() {}

    /** Why a request is refused; empty where it is not. */
    static Optional<Problem> refusal(Incoming request) {
        if (!request.fromLoopback()) {
            return refused("only programs on this machine are answered");
        }
        List<String> hosts = request.hosts();
        if (hosts.isEmpty() || !hosts.stream().allMatch(LoopbackName::isLoopbackAuthority)) {
            return refused("the Host header must be localhost, 127.x.y.z or [::1]");
        }
        if (!request.values(HeaderNames.ORIGIN).stream().allMatch(LoopbackName::isLoopbackOrigin)) {
            return refused("web pages of other machines are not answered");
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(String detail) {
        return Optional.of(Problem.of(Status.FORBIDDEN_403, detail));
    }
}
