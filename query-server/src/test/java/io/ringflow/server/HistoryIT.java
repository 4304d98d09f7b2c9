package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coverage, health and metrics of a state that also reads a history. */
class HistoryIT {

    private static final long SECOND = 1_000_000_000;
    private static final long NOW = FakeFlowState.START_NANOS + 5 * SECOND;

    private final FakeFlowState state = FakeFlowState.withFlows(4);
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
        // Started 100 s ago; memory knows flows for 60 s, the history for 200 s.
        state.health =
                new JobHealth(
                        8,
                        8,
                        NOW,
                        "",
                        new KnownSince(ago(100), ago(60), List.of(ago(30), ago(100), ago(100)))
                                .withHistory(ago(200)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static long ago(int seconds) {
        return NOW - seconds * SECOND;
    }

    private JsonNode coverage(String path) {
        return json(server.get("/api/v1/" + path)).get("coverage");
    }

    private void assertCoverage(String path, String from, boolean complete) {
        JsonNode coverage = coverage(path);
        assertThat(coverage.get("from").asText()).as(path).startsWith("2025-12-31T23:" + from);
        assertThat(coverage.get("complete").asBoolean()).as(path).isEqualTo(complete);
    }

    @Test
    void flowsAreKnownAsFarAsTheHistoryGoesBackIfATimeIsAskedFor() {
        assertCoverage("flows", "59:05", true);
        assertCoverage("flows?state=all", "59:05", true);
        assertCoverage("flows?since=90s", "56:45", true);
        assertCoverage("flows?filter=lastSeen%3E90s", "56:45", true);
    }

    @Test
    void answersAreIncompleteBeforeTheJobStarted() {
        assertCoverage("flows?since=150s", "56:45", false);
        assertCoverage("flows?since=300s", "56:45", false);
    }

    @Test
    void healthIsDegradedWhileTheHistoryCannotBeRead() {
        state.history =
                Optional.of(new HistoryStatus("/h", "/h can't be read", 3, 1_500_000_000L, 70));
        JsonNode health = json(server.get("/health"));
        assertThat(health.get("checks").findValuesAsText("name")).contains("history");
        assertThat(health.toString()).contains("/h can't be read");
        assertThat(server.get("/metrics").body())
                .contains("ringflow_history_queries_total 3.0")
                .contains("ringflow_history_query_seconds_total 1.5")
                .contains("ringflow_history_rows_total 70.0");
    }

    @Test
    void healthDoesNotMentionAHistoryThatIsNotThere() {
        assertThat(server.get("/health").body()).doesNotContain("history");
        assertThat(server.get("/metrics").body()).doesNotContain("ringflow_history");
    }
}
