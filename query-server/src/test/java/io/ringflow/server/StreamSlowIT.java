package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.server.stream.StreamLimits;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that read slowly or not at all. */
class StreamSlowIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Makes much more data than the sockets' buffers hold. */
    private static final int ROUNDS = 80;

    /** The flows of one round, which fill three messages. */
    private static final int FLOWS = 192;

    private static final String SUBSCRIBE =
            "{\"type\":\"subscribe\",\"id\":\"s\",\"topic\":\"flows\",\"intervalMs\":100}";

    private final FakeFlowState state = new FakeFlowState();
    private RunningServer server;

    private void start(Duration sendPatience, Duration closePatience) {
        StreamLimits limits =
                StreamLimits.builder()
                        .queuedMessages(4)
                        .queuedBytes(500_000)
                        .sendPatience(sendPatience)
                        .closePatience(closePatience)
                        .pingAfter(LONG)
                        .retryAfter(Duration.ofMillis(50))
                        .build();
        server = new RunningServer(state, limits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawStream subscribed() {
        RawStream stream =
                new RawStream(
                        server.port(),
                        Stream.concat(Stream.of("Host: localhost"), RawStream.UPGRADE.stream())
                                .toList());
        stream.send(SUBSCRIBE);
        assertThat(stream.text()).contains("subscribed");
        return stream;
    }

    private void publish(int round) {
        List<Flow> flows =
                IntStream.range(0, FLOWS)
                        .mapToObj(i -> FakeFlowState.flow(round * FLOWS + i, FlowEvent.UPDATE))
                        .toList();
        state.publish(new ChangedFlows(FakeFlowState.START_NANOS, flows, 0));
    }

    private void publishUntilClosed() throws InterruptedException {
        AtomicInteger round = new AtomicInteger();
        Waiting.until(
                "the end of the subscription",
                () -> {
                    publish(round.incrementAndGet());
                    return state.subscribed.get() > 0 && state.openSubscriptions() == 0;
                });
    }

    @Test
    void sendsGapOnlyToSlowClient() {
        start(LONG, LONG);
        try (RawStream slow = subscribed();
                HttpClient http = HttpClient.newHttpClient();
                StreamClient quick = new StreamClient(http, server.port())) {
            quick.subscribe("q", "flows", ",'intervalMs':100");
            for (int round = 1; round <= ROUNDS; round++) {
                publish(round);
                for (int flows = 0; flows < FLOWS; ) {
                    JsonNode message = quick.next();
                    assertThat(message.get("type").asText()).isEqualTo("flows");
                    flows += message.get("flows").size();
                }
            }
            int received = 0;
            long missed = 0;
            while (received + missed < ROUNDS * FLOWS) {
                JsonNode message = RunningServer.json(slow.text());
                if (message.get("type").asText().equals("gap")) {
                    missed += message.get("missed").asLong();
                } else {
                    received += message.get("flows").size();
                }
            }
            assertThat(missed).isPositive();
            assertThat(received + missed).isEqualTo(ROUNDS * FLOWS);
            assertThat(server.get("/metrics").body())
                    .contains("missed_total{topic=\"flows\"} " + (double) missed);
            publish(ROUNDS);
            assertThat(slow.text()).startsWith("{\"type\":\"flows\",\"id\":\"s\"");
        }
    }

    @Test
    void closesClientThatDoesNotRead() throws InterruptedException {
        start(SHORT, LONG);
        try (RawStream slow = subscribed()) {
            publishUntilClosed();
            assertThat(slow.closeCode()).isEqualTo(1013);
        }
    }

    @Test
    void cutsOffClientThatDoesNotReadTheClose() throws InterruptedException {
        start(SHORT, SHORT);
        try (RawStream slow = subscribed()) {
            publishUntilClosed();
            String none = "ringflow_websocket_connections 0.0";
            assertThat(server.getUntil("/metrics", body -> body.contains(none))).contains(none);
            assertThat(slow.ends()).isTrue();
        }
    }
}
