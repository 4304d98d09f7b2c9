package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.rpc.client.StateClientSettings;
import io.ringflow.rpc.discovery.FlinkDiscovery;
import io.ringflow.rpc.discovery.FlinkDiscovery.RestServer;
import io.ringflow.rpc.server.StateServiceSettings;
import io.ringflow.server.QueryServer;
import io.ringflow.server.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs processes. Runs a Flink cluster on the loopback interface whose job is lost and comes back.
 */
class JobLossIT {

    private static final CaptureOfFlows CAPTURE = new CaptureOfFlows(300, 4);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private QueryServer server;

    /** Records the messages of the WebSocket. */
    private final class Recorder implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            parts.append(text);
            if (last) {
                try {
                    messages.add(JSON.readTree(parts.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.set(true);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.set(true);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String health() {
        try {
            return JSON.readTree(get("/health").body()).get("status").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long count(String type, String id) {
        return messages.stream()
                .filter(
                        message ->
                                message.path("type").asText().equals(type)
                                        && message.path("id").asText().equals(id))
                .count();
    }

    @Test
    void serverReportsLossOfJobAndItsWebSocketsContinueAfterwards() throws Exception {
        Path file = directory.resolve("flows.pcap");
        CAPTURE.write(file);
        int port = 20_000 + new Random().nextInt(500) * 20;
        try (FlinkProcesses flink = new FlinkProcesses(directory)) {
            Process doomed = flink.startTaskManager("taskmanager-1");
            JobClient job = ReplayJob.submit(flink, directory, file, port, 1);
            String id = job.getJobID().toHexString();
            FlinkDiscovery discovery =
                    new FlinkDiscovery(
                            new RestServer(flink.rest()), "", port, StateServiceSettings.PORTS);
            try (ClusterFlowState state =
                    new ClusterFlowState(StateClientSettings.loopback(discovery))) {
                server = QueryServer.start(new ServerSettings("127.0.0.1", 0), state);
                flink.await("all packets", () -> knows(CAPTURE.flows()));
                flink.await("health", () -> health().equals("UP"));
                WebSocket socket = connect();
                flink.await("both topics", () -> count("subscribed", "f") == 1 && receivesTotals());
                long before = flink.checkpoints(id);
                flink.await("checkpoints", () -> flink.checkpoints(id) >= before + 2);

                doomed.destroyForcibly().onExit().join();
                flink.await("the loss", () -> get("/api/v1/flows").statusCode() == 503);
                assertAway();
                flink.startTaskManager("taskmanager-2");
                assertBack(flink, 1);

                job.cancel().join();
                flink.await("the end", () -> get("/api/v1/flows").statusCode() == 503);
                assertAway();
                ReplayJob.submit(flink, directory.resolve("again"), file, port, 1);
                assertBack(flink, 2);
                socket.abort();
            } finally {
                if (server != null) {
                    server.stop();
                }
                client.close();
            }
        }
    }

    private WebSocket connect() {
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + server.port() + "/api/v1/stream"),
                                new Recorder())
                        .join();
        String prefix = "{\"type\":\"subscribe\",\"intervalMs\":100,\"id\":";
        socket.sendText(prefix + "\"f\",\"topic\":\"flows\"}", true).join();
        return socket.sendText(prefix + "\"t\",\"topic\":\"totals\"}", true).join();
    }

    private boolean knows(int flows) {
        HttpResponse<String> answer = get("/api/v1/flows?limit=1");
        return answer.statusCode() == 200 && answer.body().contains("\"total\":" + flows + ",");
    }

    private boolean receivesTotals() {
        return count("totals", "t") > 0;
    }

    private void assertAway() {
        HttpResponse<String> flows = get("/api/v1/flows");
        assertThat(flows.statusCode()).isEqualTo(503);
        assertThat(flows.headers().firstValue("Retry-After")).isPresent();
        assertThat(flows.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(health()).isEqualTo("DEGRADED");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(closed).isFalse();
    }

    private void assertBack(FlinkProcesses flink, int losses) {
        flink.await("the flows again", () -> knows(CAPTURE.flows()));
        flink.await("the gap", () -> count("gap", "f") >= losses);
        long then = count("totals", "t");
        flink.await("totals", () -> count("totals", "t") > then + 1);
        flink.await("health", () -> health().equals("UP"));
        assertThat(closed).isFalse();
    }
}
