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
 * The {@link Gate}, for an HTTP server that isn't Helidon's: the same rules and words. Thread-safe.
 */
public final class ForeignGate {

    /**
     * An answer that refuses.
     *
     * @param status the HTTP status
     * @param detail one sentence for people
     * @param headers what the answer has to carry, by name
     */
    public record Refusal(int status, String detail, Map<String, String> headers) {

        public Refusal {
            headers = Map.copyOf(headers);
        }
    }

    private final Gate gate;

    /**
     * A gate with settings.
     *
     * @param clock tells when tokens expire
     */
    public ForeignGate(SecuritySettings settings, InstantSource clock) {
        this.gate = new Gate(settings, clock);
    }

    /**
     * Why a request is refused; empty if it may pass.
     *
     * @param peer the other end of the connection
     * @param headers all values of each header that matters here: {@code Host}, {@code Origin},
     *     {@code Authorization}
     */
    public Optional<Refusal> refusal(
            SocketAddress peer, String method, String path, Map<String, List<String>> headers) {
        WritableHeaders<?> given = WritableHeaders.create();
        headers.forEach(
                (name, values) -> {
                    if (!values.isEmpty()) {
                        given.add(HeaderValues.create(HeaderNames.create(name), values));
                    }
                });
        List<String> hosts =
                given.contains(HeaderNames.HOST)
                        ? given.get(HeaderNames.HOST).allValues()
                        : List.of();
        return gate.decide(new Incoming(peer, method, path, hosts, given))
                .refusal()
                .map(ForeignGate::plain);
    }

    private static Refusal plain(Gate.Refusal refusal) {
        Map<String, String> headers = new LinkedHashMap<>();
        refusal.headers().forEach(header -> headers.put(header.name(), header.get()));
        return new Refusal(refusal.problem().status().code(), refusal.problem().detail(), headers);
    }
}
