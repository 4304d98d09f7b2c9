package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.server.stream.StreamLimits;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamIT {

    private final FakeFlowState state = FakeFlowState.withFlows(4);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<StreamClient> clients = new ArrayList<>();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state, limits(Duration.ofSeconds(30), Duration.ofSeconds(20)));
    }

    private static StreamLimits limits(Duration patience, Duration pingAfter) {
        return StreamLimits.builder()
                .connections(300)
                .topics(100)
                .queuedMessages(64)
                .queuedBytes(100_000)
                .sendPatience(patience)
                .closePatience(Duration.ofSeconds(5))
                .pingAfter(pingAfter)
                .retryAfter(millis(50))
                .build();
    }

    private static Duration millis(long number) {
        return Duration.ofMillis(number);
    }

    @AfterEach
    void stop() {
        clients.forEach(StreamClient::close);
        http.close();
        server.close();
    }

    private StreamClient client() {
        StreamClient client = new StreamClient(http, server.port());
        clients.add(client);
        return client;
    }

    private void restart(StreamLimits limits) {
        server.close();
        server = new RunningServer(state, limits);
    }

    private static ChangedFlows changes(int... numbers) {
        List<Flow> flows =
                IntStream.of(numbers)
                        .mapToObj(number -> FakeFlowState.flow(number, FlowEvent.NEW))
                        .toList();
        return new ChangedFlows(FakeFlowState.START_NANOS, flows, 0);
    }

    /** Waits for the given number of subscriptions, then publishes changes. */
    private void publish(int subscriptions, ChangedFlows changes) throws InterruptedException {
        Waiting.until("subscriptions", () -> state.openSubscriptions() == subscriptions);
        state.publish(changes);
    }

    @Test
    void sendsMatchingFlowsWithEvents() throws InterruptedException {
        StreamClient client =
                client().subscribe(
                                "a",
                                "flows",
                                ",'filter':'packets > 2','fields':['event','packets','labels'],"
                                        + "'intervalMs':100");
        publish(1, changes(1, 2, 3, 4));
        JsonNode message = client.next();
        assertThat(message)
                .hasToString(
                        "{\"type\":\"flows\",\"id\":\"a\","
                                + "\"watermark\":\"2026-01-01T00:00:00.000000000Z\",\"flows\":["
                                + "{\"event\":\"new\",\"packets\":3},"
                                + "{\"event\":\"new\",\"packets\":4}]}");
    }

    @Test
    void sendsFirstChangeBeforeTheIntervalIsOver() throws InterruptedException {
        StreamClient client = client().subscribe("a", "flows", ",'intervalMs':60000");
        publish(1, changes(1));
        assertThat(client.next("flows").get("flows")).hasSize(1);
    }

    @Test
    void sendsOnlyTheNewestOfSeveralEqualChangesOfAFlow() throws InterruptedException {
        StreamClient client =
                client().subscribe("a", "flows", ",'intervalMs':100,'fields':'packets'");
        publish(1, changes(1, 1, 2));
        assertThat(client.next("flows").get("flows"))
                .extracting(flow -> flow.get("packets").asInt())
                .containsExactly(1, 2);
    }

    @Test
    void sendsAllFieldsByDefault() throws InterruptedException {
        StreamClient client = client().subscribe("a", "flows", ",'intervalMs':100,'filter':''");
        publish(1, changes(1));
        assertThat(client.next().at("/flows/0").size()).isGreaterThan(20);
    }

    @Test
    void splitsManyFlowsIntoMessagesWithoutLoss() throws InterruptedException {
        StreamClient client =
                client().subscribe("a", "flows", ",'intervalMs':100,'fields':'packets'");
        publish(1, changes(IntStream.rangeClosed(1, 5000).toArray()));
        List<Integer> packets = new ArrayList<>();
        while (packets.size() < 5000) {
            client.next("flows").get("flows").forEach(f -> packets.add(f.get("packets").asInt()));
        }
        assertThat(packets).isEqualTo(IntStream.rangeClosed(1, 5000).boxed().toList());
    }

    @Test
    void sendsTotalsAndRatesSinceThePreviousMessage() {
        StreamClient client = client().subscribe("t", "totals", ",'intervalMs':100");
        JsonNode first = client.next();
        assertThat(first.get("type").asText()).isEqualTo("totals");
        assertThat(first.get("packetsPerSecond").asInt()).isEqualTo(10);
        assertThat(first.get("activeFlows").asInt()).isEqualTo(7);
        FlowStatistics before = state.statistics;
        long later = FakeFlowState.START_NANOS + 2_000_000_000L;
        state.statistics =
                new FlowStatistics(
                        before.packets() + 50,
                        before.bytes() + 1000,
                        before.flows() + 4,
                        before.endedFlows(),
                        9,
                        5,
                        3,
                        6,
                        1,
                        1,
                        1,
                        before.packetBytes(),
                        before.flowBytes(),
                        before.flowDurationMs(),
                        new Coverage(8, 8, List.of(), later, later));
        JsonNode next = client.next();
        while (next.get("packets").asInt() == 100) {
            next = client.next();
        }
        assertThat(next.get("packetsPerSecond").asInt()).isEqualTo(25);
        assertThat(next.get("bitsPerSecond").asInt()).isEqualTo(4000);
        assertThat(next.get("newFlowsPerSecond").asInt()).isEqualTo(2);
        assertThat(next.get("watermark").asText()).isEqualTo("2026-01-01T00:00:02.000000000Z");
    }

    @Test
    void sendsSameTopListsAsRest() {
        StreamClient client =
                client().subscribe("t", "top", ",'by':['dstAddr'],'window':'all','limit':2");
        JsonNode message = client.next();
        JsonNode rest = RunningServer.json(server.get("/api/v1/top?by=dstAddr&window=all&limit=2"));
        assertThat(message.get("type").asText()).isEqualTo("top");
        assertThat(message.get("id").asText()).isEqualTo("t");
        for (String member : new String[] {"top", "other", "basis", "watermark"}) {
            assertThat(message.get(member)).isNotNull().isEqualTo(rest.get(member));
        }
    }

    @Test
    void endsSubscriptionAndAllowsItsIdAgain() throws InterruptedException {
        StreamClient client = client().subscribe("a", "flows", ",'intervalMs':100");
        Waiting.until("subscriptions", () -> state.openSubscriptions() == 1);
        assertThat(client.send("{'type':'unsubscribe','id':'a'}").next())
                .hasToString("{\"type\":\"unsubscribed\",\"id\":\"a\"}");
        Waiting.until("subscriptions", () -> state.openSubscriptions() == 0);
        client.subscribe("a", "totals", "");
        assertThat(client.next("totals").get("id").asText()).isEqualTo("a");
    }

    @Test
    void answersPingsAndPingsSilentClient() throws Exception {
        restart(limits(Duration.ofSeconds(30), millis(50)));
        StreamClient client = client();
        assertThat(client.ping("hello")).isEqualTo("hello");
        Waiting.until("pings", () -> client.pings.get() > 2);
    }

    @Test
    void evaluatesSharedTopicOnce() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            client().subscribe("c" + i, "flows", ",'filter':'packets > 0','intervalMs':100");
        }
        client().subscribe("other", "flows", ",'filter':'packets > 1','intervalMs':100");
        publish(2, changes(1));
        for (int i = 0; i < 2; i++) {
            assertThat(clients.get(i).next().get("id").asText()).isEqualTo("c" + i);
        }
        assertThat(state.subscribed).hasValue(2);
    }

    @Test
    void sendsSameMessageToTwoHundredConnections() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            client().subscribe("x", "flows", ",'intervalMs':100");
        }
        publish(1, changes(1, 2, 3));
        JsonNode first = clients.getFirst().next();
        assertThat(first.get("flows")).hasSize(3);
        assertThat(clients.stream().skip(1)).allSatisfy(c -> assertThat(c.next()).isEqualTo(first));
        assertThat(state.subscribed).hasValue(1);
        clients.forEach(StreamClient::close);
        Waiting.until("subscriptions", () -> state.openSubscriptions() == 0);
    }

    @Test
    void reportsChangesThatTheJobMissed() throws InterruptedException {
        StreamClient client = client().subscribe("a", "flows", ",'intervalMs':100");
        publish(1, changes(1).withMissed(5));
        assertThat(client.next()).hasToString("{\"type\":\"gap\",\"id\":\"a\",\"missed\":5}");
        assertThat(client.next().get("type").asText()).isEqualTo("flows");
    }

    @Test
    void continuesAfterTheJobWasAway() throws InterruptedException {
        StreamClient client = client().subscribe("a", "flows", ",'intervalMs':100");
        StreamClient top = client().subscribe("t", "top", ",'intervalMs':100");
        publish(1, changes(1));
        assertThat(client.next().get("type").asText()).isEqualTo("flows");
        state.failure =
                Optional.of(new StateException(StateException.Reason.UNAVAILABLE, "job away"));
        assertThat(client.error("unavailable").get("id").asText()).isEqualTo("a");
        assertThat(top.next("error").get("message").asText()).isEqualTo("job away");
        Waiting.until("subscriptions", () -> state.openSubscriptions() == 0);
        state.failure = Optional.empty();
        publish(1, changes(2));
        assertThat(client.next()).hasToString("{\"type\":\"gap\",\"id\":\"a\",\"missed\":1}");
        assertThat(client.next().at("/flows/0/packets").asInt()).isEqualTo(2);
        assertThat(top.next().get("type").asText()).isEqualTo("gap");
        assertThat(top.next().get("type").asText()).isEqualTo("top");
    }

    @Test
    void closesAllConnectionsWhenServerStops() throws Exception {
        StreamClient client = client().subscribe("a", "flows", "");
        server.close();
        assertThat(client.closeCode()).isEqualTo(1001);
        Waiting.until("subscriptions", () -> state.openSubscriptions() == 0);
    }

    @Test
    void countsConnectionsSubscriptionsAndMessages() {
        client().subscribe("a", "totals", "").next("totals");
        assertThat(server.get("/metrics").body())
                .contains("ringflow_websocket_connections 1.0")
                .contains("ringflow_websocket_subscriptions 1.0")
                .contains("ringflow_websocket_queued_messages 0.0")
                .contains("ringflow_websocket_messages_total 2.0")
                .contains("ringflow_websocket_missed_total{topic=\"flows\"} 0.0");
    }
}
