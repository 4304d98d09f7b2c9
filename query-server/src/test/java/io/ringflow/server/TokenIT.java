package io.ringflow.server;

import static io.ringflow.server.RunningServer.contentType;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code security.mode: token}, for clients with and without a valid token. */
class TokenIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String READER = AccessToken.generate();
    private static final String ADMIN = AccessToken.generate();
    private static final String EXPIRED = AccessToken.generate();

    private volatile Instant clock = NOW;
    private RunningServer server = server(RateLimit.NONE);

    private RunningServer server(RateLimit limit) {
        return new RunningServer(
                FakeFlowState.withFlows(10),
                new SecuritySettings(
                        Mode.TOKEN,
                        List.of(
                                token("alice", READER, Scope.READ, NOW.plusSeconds(1)),
                                token("root", ADMIN, Scope.ADMIN, NOW.plusSeconds(1)),
                                token("bob", EXPIRED, Scope.ADMIN, NOW)),
                        Optional.empty(),
                        List.of(),
                        limit),
                () -> clock);
    }

    private static AccessToken token(String name, String token, Scope scope, Instant expires) {
        return new AccessToken(name, AccessToken.hash(token), scope, Optional.of(expires));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path, String token) {
        return server.get(path, "Authorization", "Bearer " + token);
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/flows",
                "/api/v1/flows/000000010000000000000001",
                "/api/v1/top",
                "/api/v1/timeseries",
                "/api/v1/statistics",
                "/api/v1/interfaces",
                "/api/v1/gaps",
                "/metrics",
                "/nowhere"
            })
    void answersNothingWithoutValidToken(String path) {
        HttpResponse<String> without = server.get(path);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(challenge(without)).isEqualTo("Bearer realm=\"ringflow\"");
        assertThat(contentType(without)).isEqualTo("application/problem+json");
        for (String bad :
                List.of(
                        "x",
                        EXPIRED,
                        READER + "x",
                        READER.substring(1),
                        AccessToken.hash(READER))) {
            HttpResponse<String> refused = get(path, bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(401);
            assertThat(refused.headers().allValues("WWW-Authenticate"))
                    .as(bad)
                    .containsExactly("Bearer realm=\"ringflow\", error=\"invalid_token\"");
        }
        assertThat(get(path, READER).statusCode()).isIn(200, 404);
    }

    @Test
    void answersHealthWithoutToken() {
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            assertThat(server.get(path).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/health/../api/v1/flows, 200",
        "/health/%2e%2e/api/v1/flows, 404",
        "/health%2f..%2fapi/v1/flows, 404",
        "/health;x/../api/v1/flows, 200",
        "//api/v1/flows, 200",
        "/./api/v1/flows, 200",
        "/API/v1/flows, 404",
        "/api/v1/flows/, 404",
        "/api/v1//flows, 200",
        "/health/live/../../api/v1/flows?x=/health, 400",
        "http://localhost/api/v1/flows, 200",
        "*, 404"
    })
    void requiresTokenForEverySpellingOfAPath(String target, int withToken) {
        String refused = server.raw(target, "Host: localhost");
        assertThat(refused).startsWith("HTTP/1.1 401 ").doesNotContain("srcAddr");
        String answer = server.raw(target, "Host: localhost", "Authorization: Bearer " + READER);
        assertThat(answer).startsWith("HTTP/1.1 " + withToken + " ");
    }

    @Test
    void acceptsTokenOnlyInAuthorizationHeader() {
        for (String target :
                List.of(
                        "/api/v1/flows?token=" + READER,
                        "/api/v1/flows?access_token=" + READER,
                        "/api/v1/flows?authorization=Bearer%20" + READER)) {
            assertThat(server.get(target).statusCode()).isEqualTo(401);
        }
        assertThat(server.get("/api/v1/flows", "Cookie", "token=" + READER).statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/v1/flows", "Authorization", "Basic " + READER).statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/v1/flows", "X-Forwarded-For", "127.0.0.1").statusCode())
                .isEqualTo(401);
        String both =
                server.raw(
                        "/api/v1/flows",
                        "Host: localhost",
                        "Authorization: Bearer " + EXPIRED,
                        "Authorization: Bearer " + READER);
        assertThat(both).startsWith("HTTP/1.1 401");
    }

    private int upgrade(String... subprotocols) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket.Builder socket =
                    client.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(20));
            if (subprotocols.length > 0) {
                socket.subprotocols(
                        subprotocols[0], Arrays.copyOfRange(subprotocols, 1, subprotocols.length));
            }
            URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/api/v1/stream");
            socket.buildAsync(uri, new WebSocket.Listener() {}).join().abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void asksForTokenOnThePageAndServesItsFilesOnly() {
        HttpResponse<String> page = server.get("/", "Accept", "text/html,*/*;q=0.8");
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).startsWith("<!doctype html>");
        assertThat(get("/", READER).statusCode()).isEqualTo(200);
        assertThat(server.get("/console/main.js").statusCode()).isEqualTo(200);
        for (String path :
                List.of(
                        "/console/../metrics",
                        "/console/%2e%2e/metrics",
                        "/console/..%2fmetrics",
                        "//metrics",
                        "/console/a.js/../../metrics",
                        "/index.html")) {
            assertThat(server.raw(path, "Host: localhost")).as(path).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void countsThePageAgainstTheRateLimitButNotWhatItLoads() {
        server.close();
        server = server(new RateLimit(1, 2));
        for (int i = 0; i < 5; i++) {
            assertThat(server.get("/console/main.js").statusCode()).isEqualTo(200);
        }
        assertThat(Stream.generate(() -> server.get("/").statusCode()).limit(50))
                .startsWith(401, 401)
                .contains(429);
        assertThat(server.get("/console/main.js").statusCode()).isEqualTo(200);
    }

    @Test
    void acceptsTokenInSubprotocolOnlyForWebSocket() {
        String protocols = "Sec-WebSocket-Protocol: bearer." + READER;
        for (String path : List.of("/", "/api/v1/flows", "/metrics", "/api/v1/stream")) {
            assertThat(server.raw(path, "Host: localhost", protocols)).startsWith("HTTP/1.1 401 ");
        }
        for (String path : List.of("/", "/api/v1/flows", "/metrics")) {
            String answer = server.raw(path, "Host: localhost", "Upgrade: websocket", protocols);
            assertThat(answer).startsWith("HTTP/1.1 401 ");
        }
        String noKey =
                server.raw("/api/v1/stream", "Host: localhost", "Upgrade: websocket", protocols);
        assertThat(noKey).startsWith("HTTP/1.1 426 ");
    }

    @Test
    void upgradesWithTokenInSubprotocol() {
        assertThat(upgrade("bearer." + READER)).isEqualTo(101);
        assertThat(upgrade("ringflow", "bearer." + READER)).isEqualTo(101);
        assertThat(upgrade()).isEqualTo(401);
        assertThat(upgrade("bearer." + EXPIRED)).isEqualTo(401);
        assertThat(upgrade(READER)).isEqualTo(401);
        assertThat(upgrade("bearer." + EXPIRED, "bearer." + READER)).isEqualTo(401);
    }

    @Test
    void closesWebSocketWhenItsTokenExpires() {
        List<String> headers = new ArrayList<>(RawStream.UPGRADE);
        headers.add("Host: localhost");
        headers.add("Sec-WebSocket-Protocol: bearer." + READER);
        try (RawStream stream = new RawStream(server.port(), headers)) {
            stream.send("{\"type\":\"ping\"}");
            assertThat(stream.text()).isEqualTo("{\"type\":\"pong\"}");
            clock = NOW.plusSeconds(1);
            assertThat(stream.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void requiresScopeAdminForChanges() {
        HttpResponse<String> refused =
                server.send("POST", "/api/v1/flows", "Authorization", "Bearer " + READER);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused)).contains("error=\"insufficient_scope\"");
        assertThat(
                        server.send("DELETE", "/api/v1/flows", "Authorization", "bearer " + ADMIN)
                                .statusCode())
                .isEqualTo(405);
        assertThat(get("/api/v1/flows", ADMIN).statusCode()).isEqualTo(200);
    }

    @Test
    void limitsRateByTokenAndWithoutTokenByAddress() {
        server.close();
        server = server(new RateLimit(1, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(get("/api/v1/gaps", READER).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> tooMany = get("/api/v1/gaps", READER);
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(get("/api/v1/gaps", ADMIN).statusCode()).isEqualTo(200);

        // A client that guesses tokens is stopped, whatever address it claims to have.
        List<Integer> guesses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            guesses.add(
                    server.get(
                                    "/api/v1/gaps",
                                    "Authorization",
                                    "Bearer guess" + i,
                                    "X-Forwarded-For",
                                    "192.0.2." + i)
                            .statusCode());
        }
        assertThat(guesses).startsWith(401, 401, 401).endsWith(429);
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    }
}
