package io.ringflow.server;

import static io.ringflow.server.RunningServer.encoded;
import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.text.TimeText;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Top lists and time series. */
class SummariesIT {

    private static final long SECOND = 1_000_000_000L;

    private final FakeFlowState state = FakeFlowState.withFlows(4);
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
    void answersTopKeysAndTheRest() {
        assertThat(json(server.get("/api/v1/top?by=dstAddr&limit=2")))
                .isEqualTo(
                        json(
                                """
                                {"top":[
                                  {"key":"10.1.0.4","bytes":400,"packets":4,"flows":1,"share":0.4},
                                  {"key":"10.1.0.3","bytes":300,"packets":3,"flows":1,"share":0.3}],
                                 "other":{"bytes":300,"packets":3,"flows":2,"share":0.3},
                                 "basis":"window","watermark":"2026-01-01T00:00:05.000000000Z",
                                 "coverage":{"to":"2026-01-01T00:00:05.000000000Z",
                                  "complete":true}}
                                """));
    }

    @Test
    void writesKeyOfSeveralFieldsAsArray() {
        String filter = encoded("dstAddr = 10.1.0.3");
        JsonNode answer =
                json(server.get("/api/v1/top?by=srcAddr,protocol&window=all&filter=" + filter));
        assertThat(answer.at("/top/0/key")).isEqualTo(json("[\"10.0.0.1\",\"tcp\"]"));
        assertThat(answer.at("/top/0/share").asDouble()).isEqualTo(1);
        assertThat(answer.get("basis").asText()).isEqualTo("flows");
        assertThat(state.topQuery.window()).isEmpty();
    }

    @Test
    void namesWrongParameterOfTopList() {
        HttpResponse<String> response = server.get("/api/v1/top?by=dstAdr");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("parameter").asText()).isEqualTo("by");
        HttpResponse<String> filter = server.get("/api/v1/top?filter=x");
        assertThat(json(filter).get("parameter").asText()).isEqualTo("filter");
        assertThat(json(filter).get("position").asInt()).isZero();
    }

    @Test
    void answersTimeSeriesOfFlowsThatMatch() {
        String filter = "by=dstAddr&filter=" + encoded("packets > 1");
        long from = state.flows.stream().mapToLong(Flow::firstNanos).min().orElseThrow();
        long to = state.flows.stream().mapToLong(Flow::lastNanos).max().orElseThrow();
        String range = "&from=" + TimeText.of(from) + "&to=" + TimeText.of(to + 1);
        JsonNode answer = json(server.get("/api/v1/timeseries?step=1s&" + filter + range));
        assertThat(answer.get("coverage").get("estimated").asBoolean()).isTrue();
        long bytes = 0;
        for (JsonNode series : answer.get("series")) {
            for (JsonNode point : series.get("points")) {
                bytes += point.asLong();
            }
        }
        for (JsonNode point : answer.get("other")) {
            bytes += point.asLong();
        }
        FlowFilter larger = FlowFilter.parse("packets > 1");
        assertThat(bytes)
                .isPositive()
                .isEqualTo(
                        state.flows.stream().filter(larger::matches).mapToLong(Flow::bytes).sum());
        assertThat(
                        server.get("/api/v1/timeseries?step=1s&" + filter, "Accept", "text/csv")
                                .headers()
                                .firstValue("Ringflow-Coverage")
                                .orElseThrow())
                .endsWith("; estimated=true");
        JsonNode wrong = json(server.get("/api/v1/timeseries?filter=x"));
        assertThat(wrong.get("parameter").asText()).isEqualTo("filter");
    }

    @Test
    void answersTimeSeriesWithOverlappingGaps() {
        state.gaps = List.of(gap(-10, -7), gap(-3, -2), gap(-1, 10), gap(5, 6));
        assertThat(
                        json(
                                server.get(
                                        "/api/v1/timeseries?by=protocol&key=tcp&key=udp"
                                                + "&from=2025-12-31T23:59:57.5Z"
                                                + "&to=2026-01-01T00:00:00Z")))
                .isEqualTo(
                        json(
                                """
                                {"step":"1s","from":"2025-12-31T23:59:57.000000000Z",
                                 "times":["2025-12-31T23:59:57.000000000Z",
                                  "2025-12-31T23:59:58.000000000Z",
                                  "2025-12-31T23:59:59.000000000Z"],
                                 "series":[{"key":"tcp","points":[0,1,null]},
                                           {"key":"udp","points":[0,1,null]}],
                                 "other":[0,1,null],
                                 "gaps":[
                                  {"host":"host-a","interface":"eth0","cause":"drops",
                                   "start":"2025-12-31T23:59:57.000000000Z",
                                   "end":"2025-12-31T23:59:58.000000000Z","drops":7},
                                  {"host":"host-a","interface":"eth0","cause":"drops",
                                   "start":"2025-12-31T23:59:59.000000000Z",
                                   "end":"2026-01-01T00:00:10.000000000Z","drops":7}],
                                 "watermark":"2026-01-01T00:00:05.000000000Z",
                                 "coverage":{"to":"2026-01-01T00:00:05.000000000Z",
                                  "complete":false}}
                                """));
    }

    private static CaptureGap gap(int from, int to) {
        return new CaptureGap(
                FakeFlowState.ETH0,
                FakeFlowState.START_NANOS + from * SECOND,
                FakeFlowState.START_NANOS + to * SECOND,
                7,
                CaptureGap.Cause.DROPS);
    }

    @Test
    void endsTimeSeriesAtTheWatermarkByDefault() {
        JsonNode answer = json(server.get("/api/v1/timeseries?step=1m"));
        assertThat(answer.get("step").asText()).isEqualTo("1m");
        assertThat(state.seriesQuery.toNanos()).isEqualTo(state.health.watermarkNanos());
        assertThat(state.seriesQuery.step()).isEqualTo(Resolution.MINUTE);
    }

    @Test
    void namesWrongParameterOfTimeSeries() {
        HttpResponse<String> response = server.get("/api/v1/timeseries?step=2s");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("parameter").asText()).isEqualTo("step");
    }

    @Test
    void reportsMissingParts() {
        state.missing = List.of("host-b does not answer");
        for (String path : List.of("flows", "top", "timeseries", "interfaces", "gaps")) {
            assertThat(json(server.get("/api/v1/" + path)).get("missing"))
                    .as(path)
                    .isEqualTo(json("[\"host-b does not answer\"]"));
        }
    }
}
