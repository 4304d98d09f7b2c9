package io.ringflow.server;

import static io.ringflow.server.RunningServer.contentType;
import static io.ringflow.server.RunningServer.encoded;
import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.text.PrintableText;
import io.ringflow.server.security.SecuritySettings;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowsIT {

    private final FakeFlowState state = FakeFlowState.withFlows(250);
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsHundredLargestFlowsOfAnyStateByDefault() {
        HttpResponse<String> response = server.get("/api/v1/flows");
        JsonNode page = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("application/json");
        assertThat(page.get("flows")).hasSize(100);
        assertThat(page.at("/flows/0/bytes").asLong()).isEqualTo(25_000);
        assertThat(page.at("/flows/0/state").asText()).isEqualTo("ended");
        assertThat(page.at("/flows/1/state").asText()).isEqualTo("active");
        assertThat(page.get("total").asLong()).isEqualTo(250);
        assertThat(page.get("watermark").asText()).isEqualTo("2026-01-01T00:00:05.000000000Z");
        assertThat(page.get("cursor").asText()).isEqualTo("after.100");
    }

    @Test
    void writesEveryPresentFieldOfAFlow() {
        JsonNode flow = json(server.get("/api/v1/flows?limit=1&sort=bytes")).at("/flows/0");
        assertThat(flow.get("id").asText()).isEqualTo("000000010000000000000001");
        assertThat(flow.get("srcAddr").asText()).isEqualTo("10.0.0.1");
        assertThat(flow.get("dstPort").asInt()).isEqualTo(443);
        assertThat(flow.get("protocol").asText()).isEqualTo("tcp");
        assertThat(flow.get("durationMs").asDouble()).isEqualTo(1.5);
        assertThat(flow.at("/observers/0/interface").asText()).isEqualTo("eth0");
        assertThat(flow.has("vlanId")).isFalse();
        assertThat(flow.has("event")).isFalse();
    }

    @Test
    void selectsByState() {
        JsonNode active = json(server.get("/api/v1/flows?state=active&limit=10000"));
        JsonNode ended = json(server.get("/api/v1/flows?state=ended&limit=10000"));
        assertThat(active.get("total").asLong()).isEqualTo(125);
        assertThat(active.get("flows")).allMatch(f -> f.get("state").asText().equals("active"));
        assertThat(ended.get("flows")).hasSize(125);
        assertThat(ended.get("flows")).allMatch(f -> f.get("state").asText().equals("ended"));
    }

    @Test
    void filtersAndCountsAllMatchesBeyondTheLimit() {
        String filter = encoded("srcAddr = 10.0.0.1 AND dstPort = 443");
        JsonNode page = json(server.get("/api/v1/flows?limit=3&filter=" + filter));
        assertThat(page.get("flows")).hasSize(3);
        assertThat(page.get("total").asLong()).isEqualTo(250);
        JsonNode one = json(server.get("/api/v1/flows?filter=" + encoded("bytes = 700")));
        assertThat(one.get("total").asLong()).isEqualTo(1);
    }

    @Test
    void answersRequestedFieldsInRequestedOrder() {
        HttpResponse<String> response =
                server.get("/api/v1/flows?limit=1&sort=bytes&fields=bytes,srcAddr,bytes");
        assertThat(response.body())
                .startsWith("{\"flows\":[{\"bytes\":100,\"srcAddr\":\"10.0.0.1\"}],");
    }

    @Test
    void omitsWatermarkBeforeTheFirstPacket() {
        state.flows = List.of();
        state.watermarkNanos = Long.MIN_VALUE;
        assertThat(server.get("/api/v1/flows").body())
                .isEqualTo("{\"flows\":[],\"total\":0,\"coverage\":{\"complete\":true}}");
    }

    @Test
    void answersNdjsonIfAccepted() {
        HttpResponse<String> response =
                server.get("/api/v1/flows?limit=200", "Accept", "application/x-ndjson");
        assertThat(contentType(response)).isEqualTo("application/x-ndjson");
        assertThat(response.headers().allValues("Vary")).contains("Accept");
        assertThat(response.body()).endsWith("}\n");
        assertThat(response.body().lines()).hasSize(200);
        assertThat(response.body().lines()).allMatch(line -> json(line).has("srcAddr"));
    }

    @Test
    void answersCsvIfAccepted() {
        HttpResponse<String> response =
                server.get(
                        "/api/v1/flows?limit=2&sort=bytes&fields=dstAddr,bytes,vlanId",
                        "Accept",
                        "text/csv");
        assertThat(contentType(response)).isEqualTo("text/csv; charset=utf-8");
        assertThat(response.body())
                .isEqualTo("dstAddr,bytes,vlanId\n10.1.0.1,100,\n10.1.0.2,200,\n");
    }

    @Test
    void escapesFormulasInCsvUnlessConfiguredOtherwise() {
        Observer observer = new Observer("=1+1", "eth0\u001b");
        state.flows = List.of(FakeFlowState.flow(1, FlowEvent.NONE, observer));
        for (String path :
                List.of(
                        "/api/v1/flows?fields=observers,bytes",
                        "/api/v1/flows?fields=observers,bytes&limit=5")) {
            assertThat(server.get(path, "Accept", "text/csv").body())
                    .isEqualTo("observers,bytes\n'=1+1/eth0\\u001b,100\n");
            SecuritySettings keeping =
                    new SecuritySettings(
                            SecuritySettings.Mode.LOCALHOST,
                            List.of(),
                            Optional.empty(),
                            List.of(),
                            SecuritySettings.RateLimit.NONE,
                            CsvText.RAW);
            try (RunningServer raw = new RunningServer(state, keeping, InstantSource.system())) {
                assertThat(raw.get(path, "Accept", "text/csv").body())
                        .isEqualTo("observers,bytes\n=1+1/eth0\u001b,100\n");
            }
        }
    }

    @Test
    void escapesTerminalControlCharactersInJson() {
        Observer observer = new Observer("host\u009b", "\u202e0hte");
        state.flows = List.of(FakeFlowState.flow(1, FlowEvent.NONE, observer));
        state.interfaces = List.of(FakeFlowState.captured(observer, InterfaceStatus.State.UP, 0));
        for (String path : List.of("/api/v1/flows", "/api/v1/interfaces", "/api/v1/%E2%80%AE")) {
            String body = server.get(path).body();
            assertThat(PrintableText.of(body)).isEqualTo(body);
        }
        JsonNode interfaces = json(server.get("/api/v1/interfaces")).get("interfaces");
        assertThat(interfaces.at("/0/host").asText()).isEqualTo("host\u009b");
    }

    @Test
    void listsEveryFlowOnceAcrossPages() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            String next = cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor);
            JsonNode page = json(server.get("/api/v1/flows?limit=60&sort=bytes" + next));
            page.get("flows").forEach(flow -> ids.add(flow.get("id").asText()));
            cursor = page.path("cursor").asText();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(5);
        assertThat(ids).hasSize(250).doesNotHaveDuplicates();
    }

    /** Flow i lasts from i ms to i + 1.5 ms after the start. */
    @Test
    void listsFlowsThatOverlapTheTimeRange() {
        String since = "since=2026-01-01T00:00:00.100Z";
        String until = "until=2026-01-01T00:00:00.110Z";
        assertThat(total(since)).isEqualTo(152);
        assertThat(total(until)).isEqualTo(110);
        assertThat(total(since + "&" + until)).isEqualTo(12);
        String filter = "&filter=" + encoded("bytes > 10500 OR bytes < 200");
        assertThat(total(since + "&" + until + filter)).isEqualTo(5);
        assertThat(
                        server.get("/api/v1/flows?" + since, "Accept", "application/x-ndjson")
                                .body()
                                .lines())
                .hasSize(152);
    }

    private long total(String parameters) {
        return json(server.get("/api/v1/flows?" + parameters)).get("total").asLong();
    }

    @Test
    void countsDurationsFromTheTimeOfTheFirstPage() {
        state.health = new JobHealth(8, 8, FakeFlowState.START_NANOS + 200_000_000, "");
        JsonNode first = json(server.get("/api/v1/flows?since=100ms&limit=100"));
        assertThat(first.get("total").asLong()).isEqualTo(152);
        state.health = new JobHealth(8, 8, FakeFlowState.START_NANOS + 250_000_000, "");
        String cursor = encoded(first.get("cursor").asText());
        JsonNode second = json(server.get("/api/v1/flows?since=100ms&limit=100&cursor=" + cursor));
        assertThat(second.get("total").asLong()).isEqualTo(152);
        assertThat(second.get("flows")).hasSize(52);
    }

    @Test
    void sendsTotalAndCursorInHeadersOfCsv() {
        String path = "/api/v1/flows?limit=200&sort=bytes&fields=bytes";
        HttpResponse<String> first = server.get(path, "Accept", "text/csv");
        assertThat(first.headers().firstValue("Ringflow-Total")).hasValue("250");
        String cursor = first.headers().firstValue("Ringflow-Cursor").orElseThrow();
        HttpResponse<String> last = server.get(path + "&cursor=" + cursor, "Accept", "text/csv");
        assertThat(last.body().lines()).hasSize(51).startsWith("bytes", "20100");
        assertThat(last.headers().firstValue("Ringflow-Cursor")).isEmpty();
    }

    @Test
    void answers410ForUnknownCursor() {
        HttpResponse<String> gone = server.get("/api/v1/flows?cursor=c0ffee.1");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(json(gone).get("parameter").asText()).isEqualTo("cursor");
        assertThat(json(gone).get("detail").asText()).contains("start again");
        assertThat(server.get("/api/v1/flows?cursor=%22").statusCode()).isEqualTo(400);
    }

    @Test
    void answersJsonToBrowserAndRefusesUnknownFormat() {
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(contentType(server.get("/api/v1/flows", "Accept", browser)))
                .isEqualTo("application/json");
        HttpResponse<String> refused = server.get("/api/v1/flows", "Accept", "image/png");
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(json(refused).get("detail").asText()).contains("text/csv");
    }

    @Test
    void answersLargestPageCompletely() {
        state.flows = FakeFlowState.withFlows(10_000).flows;
        JsonNode page = json(server.get("/api/v1/flows?limit=10000"));
        assertThat(page.get("flows")).hasSize(10_000);
        assertThat(server.get("/api/v1/flows?limit=10000", "Accept", "text/csv").body().lines())
                .hasSize(10_001);
    }

    @Test
    void answersOneFlowById() {
        HttpResponse<String> response = server.get("/api/v1/flows/000000070000000000000007");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("bytes").asLong()).isEqualTo(700);
    }

    @Test
    void answers404ForUnknownIdAnd400ForMalformedId() {
        HttpResponse<String> unknown = server.get("/api/v1/flows/ffffffffffffffffffffffff");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(contentType(unknown)).isEqualTo("application/problem+json");
        for (String malformed : new String[] {"7", "zzzzzzzzzzzzzzzzzzzzzzzz", "%22"}) {
            HttpResponse<String> response = server.get("/api/v1/flows/" + malformed);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).get("detail").asText()).contains("24 hexadecimal digits");
        }
    }
}
