package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.TopAnswer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Top lists and time series that are compared with those of an earlier time. */
class ComparisonIT {

    private static final long START = FakeFlowState.START_NANOS;
    private static final long HOUR = Duration.ofHours(1).toNanos();

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

    private List<String> csv(String path) {
        return server.get(path, "Accept", "text/csv").body().lines().toList();
    }

    private void earlier(List<TopAnswer.Entry> entries, long otherBytes) {
        state.earlierTop =
                new TopAnswer(
                        entries,
                        new TopAnswer.Entry(List.of(""), otherBytes, 0, 0, 0),
                        TopAnswer.Basis.WINDOW,
                        new Coverage(8, 8, List.of(), START, START));
    }

    private static TopAnswer.Entry entry(String key, long bytes) {
        return new TopAnswer.Entry(List.of(key), bytes, 2, 1, 0.5);
    }

    private void knownSince(long nanos) {
        state.health =
                new JobHealth(
                        8,
                        8,
                        START,
                        "",
                        new KnownSince(nanos, nanos, List.of(nanos, nanos, nanos)));
    }

    @Test
    void comparesATopListWithTheWindowBefore() {
        earlier(List.of(entry("10.1.0.4", 200)), 0);

        JsonNode answer = json(server.get("/api/v1/top?by=dstAddr&limit=2&compare=1h"));

        assertThat(answer.at("/top/0/before"))
                .isEqualTo(json("{\"bytes\":200,\"packets\":2,\"flows\":1,\"share\":0.5}"));
        assertThat(answer.at("/top/0/change").asDouble()).isEqualTo(1);
        assertThat(answer.at("/top/1/before/bytes").asLong(-1)).isZero();
        assertThat(answer.at("/top/1").has("change")).isFalse();
        assertThat(answer.at("/coverage/before"))
                .isEqualTo(
                        json(
                                """
                                {"from":"2025-12-31T22:59:05.000000000Z",
                                 "to":"2025-12-31T23:00:05.000000000Z","complete":true}
                                """));
        assertThat(state.earlierTopQuery.untilNanos())
                .isEqualTo(OptionalLong.of(START + 5_000_000_000L - HOUR));
        assertThat(state.earlierTopQuery.window()).contains(Duration.ofMinutes(1));
    }

    @Test
    void leavesOutWhatIsNotKnownOfAKey() {
        earlier(List.of(entry("10.1.0.4", 200)), 77);

        JsonNode answer = json(server.get("/api/v1/top?by=dstAddr&limit=2&compare=1h"));

        assertThat(answer.at("/top/0").has("before")).isTrue();
        assertThat(answer.at("/top/1").has("before")).isFalse();
    }

    @Test
    void saysThatAnEarlierWindowIsNotKnown() {
        knownSince(START - HOUR - Duration.ofSeconds(30).toNanos());

        JsonNode top = json(server.get("/api/v1/top?by=dstAddr&compare=1h"));
        JsonNode series = json(server.get("/api/v1/timeseries?from=1m&step=1s&compare=1h"));

        assertThat(top.at("/top/0").has("before")).isFalse();
        assertThat(top.at("/coverage/before/complete").asBoolean(true)).isFalse();
        assertThat(series.at("/series/0").has("before")).isTrue();
        assertThat(series.at("/coverage/before/complete").asBoolean(true)).isFalse();
        assertThat(state.earlierTopQuery).isNull();
        knownSince(START);
        JsonNode unknown = json(server.get("/api/v1/timeseries?from=1m&step=1s&compare=1h"));
        assertThat(unknown.at("/series/0").has("before")).isFalse();
        assertThat(unknown.has("otherBefore")).isFalse();
    }

    @Test
    void comparesTimeSeriesPointByPoint() {
        state.traffic = Optional.of(time -> time < START - HOUR / 2 ? 100 : 150);

        JsonNode answer =
                json(
                        server.get(
                                "/api/v1/timeseries?by=protocol&key=tcp&step=1s&compare=1h"
                                        + "&from=2025-12-31T23:59:57Z&to=2026-01-01T00:00:00Z"));

        assertThat(answer.at("/series/0/points")).isEqualTo(json("[150,150,null]"));
        assertThat(answer.at("/series/0/before")).isEqualTo(json("[100,100,null]"));
        assertThat(answer.at("/series/0/change").asDouble()).isEqualTo(0.5);
        assertThat(answer.at("/otherBefore")).isEqualTo(json("[100,100,null]"));
        assertThat(answer.at("/coverage/before/from").asText())
                .isEqualTo("2025-12-31T22:59:57.000000000Z");
    }

    @Test
    void choosesAStepThatIsKeptForTheEarlierTime() {
        JsonNode answer = json(server.get("/api/v1/timeseries?compare=1d"));

        assertThat(answer.get("step").asText()).isEqualTo("1m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "top?compare=soon",
                "top?compare=1h&window=all",
                "timeseries?compare=0s",
                "timeseries?compare=90s&step=1m"
            })
    void refusesWhatCannotBeCompared(String path) {
        HttpResponse<String> response = server.get("/api/v1/" + path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("parameter").asText()).isEqualTo("compare");
    }

    @Test
    void comparesInCsv() {
        earlier(List.of(entry("10.1.0.4", 200)), 77);
        state.traffic = Optional.of(time -> 7);

        assertThat(csv("/api/v1/top?by=dstAddr&limit=2&compare=1h"))
                .containsExactly(
                        "dstAddr,bytes,packets,flows,share,beforeBytes,beforePackets,beforeFlows,"
                                + "beforeShare,change",
                        "10.1.0.4,400,4,1,0.4,200,2,1,0.5,1.0",
                        "10.1.0.3,300,3,1,0.3,,,,,",
                        "(other),300,3,2,0.3,,,,,");
        assertThat(
                        csv(
                                "/api/v1/timeseries?step=1s&compare=1h&from=2025-12-31T23:59:58Z"
                                        + "&to=2026-01-01T00:00:00Z"))
                .containsExactly(
                        "time,bytes,before",
                        "2025-12-31T23:59:58.000000000Z,7,7",
                        "2025-12-31T23:59:59.000000000Z,,");
    }
}
