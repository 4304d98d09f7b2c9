package io.ringflow.server.security;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies the rules of {@link Gate} to an HTTP server other than Helidon's, with the same answers.
 * Thread-safe.
 */
public final class ForeignGate {

    /**
     * The answer to a refused request.
     *
     * @param status the HTTP status
     * @param detail one sentence for people
     * @param headers the headers that the answer must have, by name
     */
    public record Refusal(int status, String detail, Map<String, String> headers) {

        public Refusal {
            headers = Map.copyOf(headers);
        }
    }

    private final Gate gate;

    /**
     * A gate with the given settings.
     *
     * @param clock decides when tokens expire
     */
    public ForeignGate(SecuritySettings settings, InstantSource clock) {
        this.gate = new Gate(settings, clock, SignIn.NONE);
    }

    /**
     * Decides whether a request is refused.
     *
     * @param peer the other end of the connection
     * @param headers all values of {@code Host}, {@code Origin} and {@code Authorization}, by name
     * @return the answer to a refused request; empty if the request may pass
     */
    public Optional<Refusal> refusal(
            SocketAddress peer, String method, String path, Map<String, List<String>> headers) {
        WritableHeaders<?> requestHeaders = WritableHeaders.create();
        headers.forEach(
                (name, values) -> {
                    if (!values.isEmpty()) {
                        requestHeaders.add(HeaderValues.create(HeaderNames.create(name), values));
                    }
                });
        List<String> hosts =
                requestHeaders.contains(HeaderNames.HOST)
                        ? requestHeaders.get(HeaderNames.HOST).allValues()
                        : List.of();
        return gate.decide(new Incoming(peer, method, path, hosts, requestHeaders))
                .refusal()
                .map(ForeignGate::plain);
    }

    private static Refusal plain(Gate.Refusal refusal) {
        Map<String, String> headers = new LinkedHashMap<>();
        refusal.headers().forEach(header -> headers.put(header.name(), header.get()));
        return new Refusal(refusal.problem().status().code(), refusal.problem().detail(), headers);
    }
}
