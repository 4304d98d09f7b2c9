package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of requests that are answered at the same time. */
class BusyServerIT {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String LARGE =
            "GET /api/v1/flows?limit=10000&filter=bytes%3E=N HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final FakeFlowState state = FakeFlowState.withFlows(20_000);
    private final List<RawClient> clients = new ArrayList<>();
    private RunningServer server;

    private void start(int connections, long answerBytes) {
        ConnectionLimits limits =
                ConnectionLimits.builder()
                        .connections(connections)
                        .open(LONG)
                        .head(LONG)
                        .idle(LONG)
                        .stall(LONG)
                        .answer(LONG)
                        .silence(LONG)
                        .linger(LONG)
                        .build();
        server =
                new RunningServer(
                        state, new ServerLimits(limits, StreamLimits.DEFAULT, answerBytes));
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.close();
    }

    /** Starts a client that sends a unique request and reads only the start of the answer. */
    private String slowReader(int number) {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client.send(LARGE.replace("N", String.valueOf(number))).readSome();
    }

    @Test
    void refusesLargeAnswersWhileSlowReadersHoldTheMemory() {
        start(1000, 40_000_000);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answers.add(slowReader(i).lines().findFirst().orElse(""));
        }
        assertThat(answers.getFirst()).startsWith("HTTP/1.1 200 ");
        assertThat(answers.getLast()).startsWith("HTTP/1.1 503 ");
        HttpResponse<String> refused = server.get("/api/v1/flows?limit=10000");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(RunningServer.contentType(refused)).isEqualTo("application/problem+json");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        clients.forEach(RawClient::close);
        server.getUntil("/metrics", text -> text.contains("ringflow_http_answer_bytes 262144.0"));
        assertThat(server.get("/api/v1/flows?limit=10000").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesRequestsOfClientThatHasManyUnderWay() {
        start(40, Long.MAX_VALUE / 2);
        for (int i = 0; i < 5; i++) {
            assertThat(slowReader(i)).startsWith("HTTP/1.1 200 ");
        }
        HttpResponse<String> refused = server.get("/api/v1/statistics");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        clients.removeFirst().close();
        server.getUntil("/metrics", text -> text.contains("ringflow_http_refused_total"));
        assertThat(server.get("/api/v1/statistics").statusCode()).isEqualTo(200);
    }
}
