package io.ringflow.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.security.ForeignGate.Refusal;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for every request, by a server that asks the gate itself. */
class ForeignGateTest {

    private static final SocketAddress HERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    private static final SocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 50_000);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String READER = AccessToken.generate();
    private static final String ADMIN = AccessToken.generate();
    private static final String EXPIRED = AccessToken.generate();
    private static final String PATH = "/jobs";

    private final ForeignGate local = new ForeignGate(SecuritySettings.LOCALHOST, clock());
    private final ForeignGate bearers = bearers(RateLimit.NONE);

    private static InstantSource clock() {
        return () -> NOW;
    }

    private static ForeignGate bearers(RateLimit limit) {
        return new ForeignGate(
                new SecuritySettings(
                        Mode.TOKEN,
                        List.of(
                                token("reader", READER, Scope.READ, Optional.empty()),
                                token("admin", ADMIN, Scope.ADMIN, Optional.of(NOW.plusNanos(1))),
                                token("expired", EXPIRED, Scope.ADMIN, Optional.of(NOW))),
                        Optional.empty(),
                        List.of(),
                        limit),
                clock());
    }

    private static AccessToken token(
            String name, String secret, Scope scope, Optional<Instant> expires) {
        return new AccessToken(name, AccessToken.hash(secret), scope, expires);
    }

    private static Optional<Refusal> ask(
            ForeignGate gate, SocketAddress peer, Map<String, List<String>> headers) {
        return gate.refusal(peer, "GET", PATH, headers);
    }

    private Refusal refusedBearer(String method, List<String> authorization) {
        return bearers.refusal(ELSEWHERE, method, PATH, Map.of("Authorization", authorization))
                .orElseThrow();
    }

    private boolean passes(String method, String authorization) {
        Map<String, List<String>> headers = Map.of("Authorization", List.of(authorization));
        return bearers.refusal(ELSEWHERE, method, PATH, headers).isEmpty();
    }

    @Test
    void programsOfThisMachineHaveAccess() {
        assertThat(ask(local, HERE, Map.of("Host", List.of("localhost:8080")))).isEmpty();
        assertThat(
                        ask(
                                local,
                                HERE,
                                Map.of(
                                        "Host",
                                        List.of("[::1]:8080"),
                                        "Origin",
                                        List.of("http://localhost:8080"))))
                .isEmpty();
    }

    @Test
    void otherMachinesHaveNone() {
        for (SocketAddress peer :
                List.of(
                        ELSEWHERE,
                        InetSocketAddress.createUnresolved("localhost", 1),
                        UnixDomainSocketAddress.of("/run/socket"))) {
            assertThat(ask(local, peer, Map.of("Host", List.of("localhost"))))
                    .contains(
                            new Refusal(
                                    403, "only programs on this machine have access", Map.of()));
        }
    }

    @Test
    void namesOfOtherMachinesHaveNone() {
        Refusal refusal =
                new Refusal(403, "the Host header must be localhost, 127.x.y.z or [::1]", Map.of());
        assertThat(ask(local, HERE, Map.of())).contains(refusal);
        assertThat(ask(local, HERE, Map.of("Host", List.of()))).contains(refusal);
        assertThat(ask(local, HERE, Map.of("Host", List.of("flows.example")))).contains(refusal);
        assertThat(ask(local, HERE, Map.of("Host", List.of("localhost", "flows.example"))))
                .contains(refusal);
    }

    @Test
    void pagesOfOtherMachinesHaveNone() {
        assertThat(
                        ask(
                                local,
                                HERE,
                                Map.of(
                                        "Host",
                                        List.of("localhost"),
                                        "Origin",
                                        List.of("http://localhost", "https://flows.example"))))
                .contains(new Refusal(403, "web pages of other machines have no access", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void everyTokenMayRead(String method) {
        assertThat(passes(method, "Bearer " + READER)).isTrue();
        assertThat(passes(method, "bEARER   " + ADMIN + " ")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "DELETE", "get"})
    void onlyAdministratorsMayChange(String method) {
        assertThat(passes(method, "Bearer " + ADMIN)).isTrue();
        assertThat(refusedBearer(method, List.of("Bearer " + READER)))
                .isEqualTo(
                        new Refusal(
                                403,
                                "the token's scope is read only",
                                Map.of(
                                        "WWW-Authenticate",
                                        "Bearer realm=\"ringflow\", error=\"insufficient_scope\"")));
    }

    @ParameterizedTest
    @CsvSource({"''", "Basic cmVhZGVyOg==", "Bearer"})
    void asksForToken(String authorization) {
        List<String> given = authorization.isEmpty() ? List.of() : List.of(authorization);
        assertThat(refusedBearer("GET", given))
                .isEqualTo(
                        new Refusal(
                                401,
                                "a token is needed; send Authorization: Bearer …",
                                Map.of("WWW-Authenticate", "Bearer realm=\"ringflow\"")));
    }

    @Test
    void refusesTokensThatAreNotValid() {
        Refusal refusal =
                new Refusal(
                        401,
                        "the token is unknown or has expired",
                        Map.of(
                                "WWW-Authenticate",
                                "Bearer realm=\"ringflow\", error=\"invalid_token\""));
        for (List<String> given :
                List.of(
                        List.of("Bearer " + EXPIRED),
                        List.of("Bearer " + READER + "x"),
                        List.of("Bearer " + READER, "Bearer " + READER))) {
            assertThat(refusedBearer("GET", given)).isEqualTo(refusal);
        }
    }

    @Test
    void limitsEachTokenAndEachAddressWithout() {
        ForeignGate gate = bearers(new RateLimit(1, 2));
        Map<String, List<String>> reader = Map.of("Authorization", List.of("Bearer " + READER));
        Map<String, List<String>> admin = Map.of("Authorization", List.of("Bearer " + ADMIN));
        assertThat(ask(gate, ELSEWHERE, reader)).isEmpty();
        assertThat(ask(gate, HERE, reader)).isEmpty();
        assertThat(askUntilLimited(gate, reader))
                .isEqualTo(
                        new Refusal(
                                429,
                                "too many requests; ask less often",
                                Map.of("Retry-After", "1")));
        assertThat(ask(gate, HERE, admin)).isEmpty();

        assertThat(ask(gate, HERE, Map.of())).map(Refusal::status).contains(401);
        assertThat(askUntilLimited(gate, Map.of()).detail()).startsWith("too many requests");
        assertThat(ask(gate, ELSEWHERE, Map.of())).map(Refusal::status).contains(401);
    }

    /** The bucket fills by one request a second meanwhile, which is less than a test asks. */
    private static Refusal askUntilLimited(ForeignGate gate, Map<String, List<String>> headers) {
        Optional<Refusal> answer = ask(gate, HERE, headers);
        for (int i = 0; i < 10_000 && answer.map(Refusal::status).orElse(401) == 401; i++) {
            answer = ask(gate, HERE, headers);
        }
        return answer.orElseThrow();
    }

    @Test
    void answersForHealthWithoutTokenAndLimit() {
        ForeignGate gate = bearers(new RateLimit(1, 1));
        for (int i = 0; i < 3; i++) {
            for (String path : List.of("/health", "/health/live", "/health/ready")) {
                assertThat(gate.refusal(ELSEWHERE, "GET", path, Map.of())).isEmpty();
            }
        }
        assertThat(gate.refusal(ELSEWHERE, "GET", "/health/liver", Map.of())).isPresent();
    }
}
