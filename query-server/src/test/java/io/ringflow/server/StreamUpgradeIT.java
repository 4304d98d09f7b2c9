package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.stream.StreamLimits;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamUpgradeIT {

    private static final String HOST = "Host: localhost";

    private final FakeFlowState state = FakeFlowState.withFlows(1);
    private RunningServer server = new RunningServer(state);

    @AfterEach
    void stop() {
        server.close();
    }

    private RawStream upgrade(String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.addAll(RawStream.UPGRADE);
        return new RawStream(server.port(), all);
    }

    private void assertRefused(String status, String... headers) {
        try (RawStream stream = upgrade(headers)) {
            assertThat(stream.head()).startsWith("HTTP/1.1 " + status);
            assertThat(stream.head()).contains("application/problem+json");
        }
    }

    @Test
    void upgradesAsInTheExampleOfTheRfc() {
        try (RawStream stream = upgrade(HOST)) {
            assertThat(stream.head())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .doesNotContain("Sec-WebSocket-Protocol");
            stream.send("{\"type\":\"ping\"}");
            assertThat(stream.text()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void selectsFirstOfferedSubprotocol() {
        try (RawStream stream = upgrade(HOST, "Sec-WebSocket-Protocol: ringflow, bearer.x")) {
            assertThat(stream.head()).contains("Sec-WebSocket-Protocol: ringflow\r\n");
        }
    }

    @Test
    void refusesNamesAndPagesOfOtherMachines() {
        assertRefused("403", "Host: rebound.example");
        assertRefused("403", HOST, "Origin: https://evil.example");
        assertRefused("403", HOST, "Origin: null");
        try (RawStream stream = upgrade(HOST, "Origin: http://localhost:3000")) {
            assertThat(stream.head()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void answersOtherRequestsWith426() {
        HttpResponse<String> response = server.get("/api/v1/stream");
        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
        assertThat(RunningServer.contentType(response)).isEqualTo("application/problem+json");
        try (RawStream stream =
                new RawStream(
                        server.port(),
                        List.of(
                                HOST,
                                "Upgrade: websocket",
                                "Connection: Upgrade",
                                "Sec-WebSocket-Key: x",
                                "Sec-WebSocket-Version: 13"))) {
            assertThat(stream.head()).startsWith("HTTP/1.1 426 ");
        }
    }

    @Test
    void closesConnectionIfFrameIsTooLong() {
        try (RawStream stream = upgrade(HOST)) {
            stream.announce(300_000);
            assertThat(stream.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void refusesConnectionsBeyondTheLimit() {
        server.close();
        server = new RunningServer(state, StreamLimits.builder().connections(1).build());
        try (RawStream first = upgrade(HOST)) {
            assertThat(first.head()).startsWith("HTTP/1.1 101 ");
            assertRefused("503", HOST);
        }
        server.getUntil("/metrics", body -> body.contains("ringflow_websocket_connections 0.0"));
        try (RawStream next = upgrade(HOST)) {
            assertThat(next.head()).startsWith("HTTP/1.1 101 ");
        }
    }
}
