package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryServerIT {

    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(FakeFlowState.withFlows(1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void reportsTakenPortAndHowToChooseAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var settings = new ServerSettings("127.0.0.1", port);
            assertThatThrownBy(() -> QueryServer.start(settings, new FakeFlowState()))
                    .isInstanceOf(ServerException.class)
                    .hasMessage(
                            "can't listen on 127.0.0.1:%d: the port is taken;"
                                    + " choose another with -Dquery.port=N",
                            port);
        }
    }

    @Test
    void listensOnPortOfStoppedServer() {
        QueryServer first = QueryServer.start(new ServerSettings("localhost", 0), fake());
        first.stop();
        first.stop();
        try (var second =
                QueryServer.start(new ServerSettings("localhost", first.port()), fake())) {
            assertThat(second.port()).isPositive();
        }
    }

    private static FakeFlowState fake() {
        return new FakeFlowState();
    }

    @Test
    void keepsAnswersFromCachesAndOtherSites() {
        for (String path : new String[] {"/", "/api/v1/flows", "/health", "/metrics", "/nope"}) {
            var headers = server.get(path).headers();
            // The page may be cached, but must be revalidated each time.
            assertThat(headers.firstValue("Cache-Control"))
                    .as(path)
                    .hasValue(path.equals("/") ? "no-cache" : "no-store");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
        }
    }

    private String ask(String... headers) {
        return server.raw("/api/v1/flows", headers);
    }

    @Test
    void answersLoopbackNamesWithAnyPort() {
        for (String host :
                new String[] {
                    "localhost", "LOCALHOST:1", "127.0.0.1:8080", "127.9.8.7", "[::1]:80"
                }) {
            assertThat(ask("Host: " + host)).as(host).startsWith("HTTP/1.1 200");
        }
        assertThat(ask("Host: localhost", "Origin: http://localhost:3000"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesNamesOfOtherMachines() {
        for (String host : new String[] {"rebound.example", "localhost.example", "10.0.0.1:8080"}) {
            assertThat(ask("Host: " + host)).as(host).startsWith("HTTP/1.1 403");
        }
        String refused = ask("Host: rebound.example");
        assertThat(refused).contains("application/problem+json");
        assertThat(json(refused.substring(refused.indexOf("\r\n\r\n"))).get("status").asInt())
                .isEqualTo(403);
    }

    @Test
    void refusesPagesOfOtherMachinesOnEveryPath() {
        for (String origin : new String[] {"https://evil.example", "null", "http://10.0.0.1"}) {
            for (String path : new String[] {"/", "/api/v1/flows", "/health", "/metrics"}) {
                assertThat(server.get(path, "Origin", origin).statusCode()).isEqualTo(403);
            }
        }
    }

    @Test
    void ignoresForwardingHeaders() {
        assertThat(
                        ask(
                                "Host: rebound.example",
                                "X-Forwarded-Host: localhost",
                                "X-Forwarded-For: 127.0.0.1",
                                "Forwarded: for=127.0.0.1;host=localhost"))
                .startsWith("HTTP/1.1 403");
    }
}
