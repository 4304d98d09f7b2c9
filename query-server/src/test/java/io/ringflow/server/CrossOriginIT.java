package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which web pages may read the answers (CORS). */
class CrossOriginIT {

    private static final String PAGE = "https://dashboard.example";
    private static final String TOKEN = AccessToken.generate();
    private static final String BEARER = "Bearer " + TOKEN;

    private final RunningServer server =
            new RunningServer(
                    FakeFlowState.withFlows(1),
                    new SecuritySettings(
                            Mode.TOKEN,
                            List.of(
                                    new AccessToken(
                                            "alice",
                                            AccessToken.hash(TOKEN),
                                            Scope.READ,
                                            Optional.empty())),
                            Optional.empty(),
                            List.of(PAGE),
                            RateLimit.NONE),
                    InstantSource.system());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void allowsPagesOfConfiguredOrigins() {
        HttpResponse<String> preflight =
                server.send(
                        "OPTIONS",
                        "/api/v1/flows",
                        "Origin",
                        PAGE,
                        "Access-Control-Request-Method",
                        "GET",
                        "Access-Control-Request-Headers",
                        "authorization");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().map())
                .containsEntry("access-control-allow-origin", List.of(PAGE))
                .containsEntry("access-control-allow-methods", List.of("GET"));
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization");
        HttpResponse<String> answer =
                server.get("/api/v1/gaps", "Origin", PAGE, "Authorization", BEARER);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://dashboard.example.evil.example",
                "http://dashboard.example",
                "https://dashboard.example:444",
                "null",
                "https://DASHBOARD.example"
            })
    void refusesPagesOfOtherOrigins(String origin) {
        HttpResponse<String> preflight =
                server.send(
                        "OPTIONS",
                        "/api/v1/flows",
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "GET");
        assertThat(preflight.statusCode()).isEqualTo(403);
        HttpResponse<String> answer =
                server.get("/api/v1/gaps", "Origin", origin, "Authorization", BEARER);
        for (HttpResponse<String> response : List.of(preflight, answer)) {
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }
}
