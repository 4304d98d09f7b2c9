package io.ringflow.server;

import static io.ringflow.server.RunningServer.encoded;
import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every answer says since when everything asked for is known, and whether it is complete. */
class CoverageIT {

    private static final long SECOND = 1_000_000_000;

    /** The state's watermark. */
    private static final long NOW = FakeFlowState.START_NANOS + 5 * SECOND;

    private final FakeFlowState state = FakeFlowState.withFlows(4);
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
        // Started 100 s ago; flows are known for 60 s, seconds for 30 s.
        state.health =
                new JobHealth(
                        8,
                        8,
                        NOW,
                        "",
                        new KnownSince(
                                ago(100), ago(60), List.of(ago(30), ago(100), Long.MIN_VALUE)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static long ago(int seconds) {
        return NOW - seconds * SECOND;
    }

    private JsonNode coverage(String path) {
        HttpResponse<String> response = server.get("/api/v1/" + path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("coverage");
    }

    private boolean complete(String path) {
        return coverage(path).get("complete").asBoolean();
    }

    private static JsonNode known(String from, boolean complete) {
        return json(
                "{\"from\":\"2025-12-31T23:"
                        + from
                        + ".000000000Z\",\"to\":\"2026-01-01T00:00:05.000000000Z\",\"complete\":"
                        + complete
                        + '}');
    }

    @Test
    void flowsAreKnownAsLongAsEndedOnesAreRetained() {
        assertThat(coverage("flows")).isEqualTo(known("59:05", true));
        assertThat(coverage("flows?since=60s")).isEqualTo(known("59:05", true));
        assertThat(coverage("flows?since=61s")).isEqualTo(known("59:05", false));
        assertThat(coverage("flows?state=ended&since=61s")).isEqualTo(known("59:05", false));
    }

    @Test
    void openFlowsAreKnownSinceTheJobStarted() {
        assertThat(coverage("flows?state=active&since=100s")).isEqualTo(known("58:25", true));
        assertThat(coverage("flows?state=active&since=101s")).isEqualTo(known("58:25", false));
    }

    @Test
    void topListIsKnownAsLongAsWhatItIsSummedUpFrom() {
        assertThat(coverage("top?window=30s")).isEqualTo(known("59:35", true));
        assertThat(coverage("top?window=31s")).isEqualTo(known("59:35", false));
        assertThat(coverage("top?window=16m")).as("minutes").isEqualTo(known("58:25", false));
        assertThat(coverage("top?window=2d")).as("hours").isEqualTo(known("58:25", false));
        assertThat(coverage("top?window=all")).as("flows").isEqualTo(known("59:05", true));
    }

    @Test
    void timeSeriesAreKnownAsLongAsWindowsOfTheStepAreKept() {
        assertThat(coverage("timeseries?step=1s&from=30s")).isEqualTo(known("59:35", true));
        assertThat(coverage("timeseries?step=1s&from=31s")).isEqualTo(known("59:35", false));
        assertThat(coverage("timeseries?step=1m&from=90s")).isEqualTo(known("58:25", true));
    }

    @Test
    void totalsCapturesAndLossesAreKnownSinceTheJobStarted() {
        assertThat(coverage("interfaces")).isEqualTo(known("58:25", true));
        assertThat(coverage("gaps")).isEqualTo(known("58:25", true));
        assertThat(coverage("statistics").get("from")).isEqualTo(known("58:25", true).get("from"));
        String id = state.flows.get(1).id().toString();
        assertThat(coverage("flows/" + id)).isEqualTo(known("58:25", true));
    }

    @Test
    void lossWithinTheTimeAskedForMakesAnswerIncomplete() {
        state.gaps =
                List.of(
                        new CaptureGap(
                                FakeFlowState.ETH0, ago(20), ago(10), 7, CaptureGap.Cause.DROPS));
        assertThat(complete("flows?since=10s")).as("from its end on").isTrue();
        assertThat(complete("flows?since=11s")).isFalse();
        assertThat(complete("flows")).isFalse();
        assertThat(complete("top?window=10s")).isTrue();
        assertThat(complete("top?window=11s")).isFalse();
        assertThat(complete("timeseries?from=10s")).isTrue();
        assertThat(complete("timeseries?from=12s")).isFalse();
        assertThat(complete("interfaces")).isFalse();
        assertThat(complete("gaps")).as("the list of losses itself").isTrue();
    }

    @Test
    void missingPartMakesAnswerIncomplete() {
        state.missing = List.of("host-b does not answer");
        for (String path :
                List.of("flows", "top?window=1s", "timeseries?from=1s", "interfaces", "gaps")) {
            assertThat(complete(path)).as(path).isFalse();
        }
        state.missing = List.of();
        state.health = new JobHealth(7, 8, NOW, "", state.health.known());
        for (String path : List.of("interfaces", "gaps")) {
            assertThat(complete(path)).as(path).isFalse();
        }
    }

    @Test
    void leavesOutTimesBeforeTheFirstPacket() {
        state.health = new JobHealth(8, 8, Long.MIN_VALUE, "");
        assertThat(coverage("gaps")).isEqualTo(json("{\"complete\":true}"));
    }

    @Test
    void linesHaveCoverageInHeader() {
        String from = "from=2025-12-31T23:59:05.000000000Z; to=2026-01-01T00:00:05.000000000Z; ";
        for (String type : List.of("text/csv", "application/x-ndjson")) {
            for (String query : List.of("since=60s", "since=60s&limit=1")) {
                assertThat(header("flows?" + query, type)).hasValue(from + "complete=true");
            }
            assertThat(header("flows?since=61s", type)).hasValue(from + "complete=false");
        }
        state.flows = FakeFlowState.withFlows(2000).flows;
        assertThat(header("flows?since=61s", "text/csv"))
                .as("a long stream")
                .hasValue(from + "complete=false");
        assertThat(header("top?window=1s", "text/csv")).get().asString().endsWith("complete=true");
    }

    private Optional<String> header(String path, String type) {
        return server.get("/api/v1/" + path, "Accept", type)
                .headers()
                .firstValue("Ringflow-Coverage");
    }

    @Test
    void writesTopListAsCsv() {
        HttpResponse<String> csv =
                server.get("/api/v1/top?by=dstAddr,protocol&limit=2", "Accept", "text/csv");
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("Vary").orElse("")).contains("Accept");
        assertThat(csv.body().lines())
                .containsExactly(
                        "dstAddr,protocol,bytes,packets,flows,share",
                        "10.1.0.4,tcp,400,4,1,0.4",
                        "10.1.0.3,tcp,300,3,1,0.3",
                        "(other),,300,3,2,0.3");
        assertThat(server.get("/api/v1/top", "Accept", "text/html").statusCode()).isEqualTo(406);
    }

    @Test
    void writesTimeSeriesAsCsvWithRowPerTimeAndKey() {
        String range = "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:02Z";
        String hostile = encoded("=cmd,\"x\"");
        String query = "by=labels.tlsSni&key=a.example&key=" + hostile + '&' + range;
        assertThat(server.get("/api/v1/timeseries?" + query, "Accept", "text/csv").body().lines())
                .containsExactly(
                        "time,labels.tlsSni,bytes",
                        "2026-01-01T00:00:00.000000000Z,a.example,0",
                        "2026-01-01T00:00:00.000000000Z,\"'=cmd,\"\"x\"\"\",0",
                        "2026-01-01T00:00:00.000000000Z,(other),0",
                        "2026-01-01T00:00:01.000000000Z,a.example,",
                        "2026-01-01T00:00:01.000000000Z,\"'=cmd,\"\"x\"\"\",",
                        "2026-01-01T00:00:01.000000000Z,(other),");
        String total = "metric=packets&" + range;
        assertThat(server.get("/api/v1/timeseries?" + total, "Accept", "text/csv").body().lines())
                .containsExactly(
                        "time,packets",
                        "2026-01-01T00:00:00.000000000Z,0",
                        "2026-01-01T00:00:01.000000000Z,");
    }
}
