package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Waiting;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of the number of connections, and of the time that each phase may take. */
class ConnectionsIT {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long MEMORY = 100_000_000;
    private static final int MOST = 8;
    private static final String REQUEST = " HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** Far more than the buffers of both sockets hold. */
    private static final int MANY_FLOWS = 20_000;

    private final FakeFlowState state = FakeFlowState.withFlows(3);
    private final List<RawClient> clients = new ArrayList<>();
    private RunningServer server;

    private void start(Duration head, Duration idle, Duration stall) {
        start(longOnes().head(head).idle(idle).stall(stall).linger(SHORT));
    }

    private void start(ConnectionLimits.Builder limits) {
        server =
                new RunningServer(
                        state, new ServerLimits(limits.build(), StreamLimits.DEFAULT, MEMORY));
    }

    private static ConnectionLimits.Builder longOnes() {
        return ConnectionLimits.builder()
                .connections(MOST)
                .open(LONG)
                .head(LONG)
                .idle(LONG)
                .stall(LONG)
                .answer(LONG)
                .silence(LONG)
                .linger(LONG);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.close();
    }

    private RawClient connect() {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    private String askOnNewConnection(String path) {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET " + path + REQUEST).readSome();
        }
    }

    /** Repeats a request while the server refuses the connection. */
    private String askUntilAdmitted(String path) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            try {
                String answer = askOnNewConnection(path);
                if (!answer.isEmpty()) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                // refused
            }
        }
    }

    private boolean isClosed(String reason) {
        String metric = "ringflow_http_connections_closed_total{reason=\"" + reason + "\"} ";
        String metrics = server.get("/metrics").body();
        return metrics.contains(metric) && !metrics.contains(metric + "0.0");
    }

    private void assertClosed(String reason) throws Exception {
        Waiting.until(reason, () -> isClosed(reason));
    }

    @Test
    void answersNewConnectionIfIdleOnesTakeAllPlaces() throws Exception {
        start(LONG, LONG, LONG);
        RawClient first = connect();
        for (int i = 0; i < 5 * MOST; i++) {
            connect().send("GET /health HTTP/1.1\r\nHost: loc");
        }
        assertThat(first.readAll()).isEmpty();
        for (int i = 0; i < MOST; i++) {
            assertThat(askOnNewConnection("/health")).startsWith("HTTP/1.1 200 ");
        }
        assertClosed("replaced");
    }

    @Test
    void answersNewConnectionIfSlowReadersTakeAllPlaces() {
        start(LONG, LONG, LONG);
        state.flows = FakeFlowState.withFlows(MANY_FLOWS).flows;
        for (int i = 0; i < 2 * MOST; i++) {
            RawClient client = connect();
            // Each blocks in a write, because the server waits until the client reads.
            Thread.startVirtualThread(() -> client.send(("GET /health" + REQUEST).repeat(5000)));
        }
        assertThat(askUntilAdmitted("/health")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void closesConnectionWhoseHeadTakesTooLong() throws Exception {
        start(SHORT, LONG, LONG);
        RawClient slow = connect().send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: ");
        assertThat(slow.readAll()).isEmpty();
        assertClosed("head");
    }

    @Test
    void closesIdleConnection() throws Exception {
        start(LONG, SHORT, LONG);
        assertThat(connect().readAll()).isEmpty();
        RawClient kept = connect().send("GET /health/live" + REQUEST);
        assertThat(kept.readAll()).startsWith("HTTP/1.1 200 ");
        assertClosed("idle");
    }

    @Test
    void closesConnectionOfClientThatDoesNotRead() throws Exception {
        start(LONG, LONG, SHORT);
        state.flows = FakeFlowState.withFlows(MANY_FLOWS).flows;
        connect().send("GET /api/v1/flows?limit=10000" + REQUEST);
        assertClosed("write");
        String metrics =
                server.getUntil(
                        "/metrics", text -> text.contains("ringflow_http_answer_bytes 262144.0"));
        assertThat(metrics).as("only the request for metrics").contains("bytes 262144.0");
    }

    @Test
    void closesConnectionOfClientThatDoesNotClose() throws Exception {
        start(longOnes().linger(SHORT));
        RawClient open = connect();
        open.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(open.readAll()).startsWith("HTTP/1.1 200 ");
        assertClosed("linger");
    }

    @Test
    void closesWebSocketOfSilentClient() throws Exception {
        start(longOnes().silence(SHORT));
        List<String> headers = new ArrayList<>(RawStream.UPGRADE);
        headers.add("Host: localhost");
        try (RawStream silent = new RawStream(server.port(), headers)) {
            assertThat(silent.head()).startsWith("HTTP/1.1 101 ");
            assertThat(silent.ends()).isTrue();
        }
        assertClosed("silence");
    }

    @Test
    void answersCompletelyIfClientReadsSlowly() {
        start(LONG, LONG, LONG);
        state.flows = FakeFlowState.withFlows(2000).flows;
        String head = "GET /api/v1/flows?limit=2000 HTTP/1.1\r\nHost: localhost\r\n";
        String answer = connect().send(head + "Connection: close\r\n\r\n").readAll();
        int length = answer.indexOf("\r\n\r\n") + 4;
        assertThat(answer).containsIgnoringCase("Content-Length: " + (answer.length() - length));
        assertThat(RunningServer.json(answer.substring(length)).get("flows")).hasSize(2000);
    }

    @Test
    void listensAgainAfterListenerEnded() throws Exception {
        start(LONG, LONG, LONG);
        assertThat(askOnNewConnection("/health")).startsWith("HTTP/1.1 200 ");
        server.endListener();
        assertThat(server.getAgain("/metrics"))
                .contains("ringflow_http_listener_reopened_total 1.0");
        assertThat(askOnNewConnection("/health")).startsWith("HTTP/1.1 200 ");
    }
}
