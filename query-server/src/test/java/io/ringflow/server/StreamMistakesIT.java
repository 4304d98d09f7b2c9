package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.server.stream.StreamLimits;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to wrong messages; the connection stays open. */
class StreamMistakesIT {

    private final RunningServer server = new RunningServer(FakeFlowState.withFlows(4));
    private final HttpClient http = HttpClient.newHttpClient();
    private final StreamClient client = new StreamClient(http, server.port());

    @AfterEach
    void stop() {
        client.close();
        http.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | bad-json",
                "{'type':'ping' | bad-json",
                "{'type':'ping'} {} | bad-json",
                "[] | bad-message",
                "{'type':{}} | bad-message",
                "{'type':'subscribe','topic':'flows'} | bad-message",
                "{'type':'subscribe','id':7,'topic':'flows'} | bad-message",
                "{'type':'subscribe','id':'a','topic':'flows','filtr':'x'} | bad-message",
                "{'type':'subscribe','id':'a','topic':'top','metric':'x'} | bad-message",
                "{'type':'unsubscribe'} | bad-message",
                "{} | unknown-type",
                "{'type':'flows'} | unknown-type",
                "{'type':'subscribe','id':'a'} | unknown-topic",
                "{'type':'subscribe','id':'a','topic':'x'} | unknown-topic",
                "{'type':'subscribe','id':'a','topic':'flows','fields':['x']} | bad-field",
                "{'type':'subscribe','id':'a','topic':'top','by':'x'} | bad-field",
                "{'type':'subscribe','id':'a','topic':'top','intervalMs':99} | bad-interval",
                "{'type':'subscribe','id':'a','topic':'top','intervalMs':'x'} | bad-interval",
                "{'type':'unsubscribe','id':'a'} | unknown-id",
            })
    void answersMistakeAndStaysOpen(String message, String code) {
        client.send(message).error(code);
        assertThat(client.send("{'type':'ping'}").next()).hasToString("{\"type\":\"pong\"}");
    }

    @Test
    void reportsPositionInWrongFilter() {
        JsonNode error =
                client.send(
                                "{'type':'subscribe','id':'a','topic':'flows',"
                                        + "'filter':'dstPort = 443 AND srcAdr = 10.0.0.1'}")
                        .error("bad-filter");
        assertThat(error.get("position").asInt()).isEqualTo(18);
        assertThat(error.get("id").asText()).isEqualTo("a");
        assertThat(error.get("message").asText()).contains("srcAddr");
    }

    @Test
    void refusesDuplicateIdAndSeventeenthSubscription() {
        for (int i = 1; i <= 16; i++) {
            client.send("{'type':'subscribe','id':'" + i + "','topic':'flows'}");
            assertThat(client.next("subscribed").get("id").asText()).isEqualTo("" + i);
        }
        client.send("{'type':'subscribe','id':'1','topic':'totals'}").error("duplicate-id");
        client.send("{'type':'subscribe','id':'17','topic':'totals'}")
                .error("too-many-subscriptions");
        client.send("{'type':'unsubscribe','id':'1'}").next("unsubscribed");
        client.subscribe("17", "flows", "");
    }

    @Test
    void refusesBinaryAndLargeMessages() {
        client.sendBinary((byte) 1, (byte) 2).error("bad-message");
        client.send(" ".repeat(64 * 1024) + "{'type':'ping'}").error("too-large");
        client.sendParts(" ".repeat(60_000), " ".repeat(60_000), "{'type':'ping'}")
                .error("too-large");
        client.sendParts("{'type':", "'ping','id':'x'}");
        assertThat(client.next()).hasToString("{\"type\":\"pong\",\"id\":\"x\"}");
    }

    @Test
    void refusesSubscriptionsBeyondTheLimitOfTheServer() {
        StreamLimits one = StreamLimits.builder().topics(1).build();
        try (RunningServer limited = new RunningServer(FakeFlowState.withFlows(1), one);
                StreamClient first = new StreamClient(http, limited.port());
                StreamClient second = new StreamClient(http, limited.port())) {
            first.subscribe("a", "totals", "");
            second.subscribe("same", "totals", "");
            second.send("{'type':'subscribe','id':'b','topic':'flows'}");
            assertThat(second.next("error").get("code").asText())
                    .isEqualTo("too-many-subscriptions");
        }
    }
}
