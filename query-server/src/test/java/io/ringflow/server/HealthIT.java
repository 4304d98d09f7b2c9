package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.server.security.SecuritySettings;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthIT {

    private final FakeFlowState state = new FakeFlowState();
    private RunningServer server;

    @BeforeEach
    void start() {
        Instant start = Instant.ofEpochSecond(0, FakeFlowState.START_NANOS);
        server = new RunningServer(state, SecuritySettings.LOCALHOST, () -> start);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isUpWithCompleteJobAndWorkingCapture() {
        HttpResponse<String> response = server.get("/health");
        JsonNode health = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("checks").findValuesAsText("name"))
                .containsExactly("job", "capture", "watermark", "exports");
    }

    @Test
    void isDegradedWhileAnInterfaceIsMissing() {
        state.interfaces = List.of(FakeFlowState.captured(InterfaceStatus.State.MISSING, 0));
        HttpResponse<String> response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").asText()).isEqualTo("DEGRADED");
        assertThat(json(response).at("/checks/1/detail").asText())
                .isEqualTo("eth0 of host-a is missing");
    }

    @Test
    void isDegradedWhileAnExportCannotBeWritten() {
        ExportStatus full =
                new ExportStatus("disk", "file x", "x: can't be written", 5, 2, 3, 1, 90);
        state.health =
                new JobHealth(
                        8,
                        8,
                        Long.MIN_VALUE,
                        "",
                        KnownSince.UNKNOWN,
                        List.of(full),
                        List.of(),
                        List.of());
        HttpResponse<String> response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").asText()).isEqualTo("DEGRADED");
        assertThat(json(response).at("/checks/3/detail").asText())
                .isEqualTo("disk: x: can't be written");
        assertThat(server.get("/metrics").body())
                .contains("ringflow_export_delivered_total{export=\"disk\"} 5.0")
                .contains("ringflow_export_dropped_total{export=\"disk\"} 2.0")
                .contains("ringflow_export_retries_total{export=\"disk\"} 3.0")
                .contains("ringflow_export_queued_records{export=\"disk\"} 1.0")
                .contains("ringflow_export_queued_bytes{export=\"disk\"} 90.0");
    }

    @Test
    void isDegradedWhileAThreadIsGone() {
        state.health =
                new JobHealth(
                        8,
                        8,
                        Long.MIN_VALUE,
                        "",
                        KnownSince.UNKNOWN,
                        List.of(),
                        List.of(),
                        List.of("h1: the thread x has ended"));
        JsonNode health = json(server.get("/health"));
        assertThat(health.get("status").asText()).isEqualTo("DEGRADED");
        assertThat(health.get("checks").findValuesAsText("name")).last().isEqualTo("threads");
        assertThat(health.get("checks").findValuesAsText("detail"))
                .last()
                .isEqualTo("h1: the thread x has ended");
        assertThat(server.get("/metrics").body()).contains("ringflow_thread_errors_total ");
    }

    @Test
    void isNotReadyButAliveUntilTheJobIsComplete() {
        state.health = new JobHealth(3, 8, Long.MIN_VALUE, "starting");
        assertThat(server.get("/health").statusCode()).isEqualTo(503);
        HttpResponse<String> ready = server.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .startsWith(
                        "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"job\",\"status\":\"DOWN\","
                                + "\"detail\":\"3 of 8 shards answer; starting\"},");
        assertThat(json(ready).get("checks").findValuesAsText("name"))
                .containsExactly("job", "capture", "watermark", "exports");
        HttpResponse<String> live = server.get("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
        state.health = new JobHealth(8, 8, Long.MIN_VALUE, "");
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotReadyUntilTheFirstCaptureReports() {
        state.interfaces = List.of();
        HttpResponse<String> ready = server.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).at("/checks/1"))
                .isEqualTo(
                        json(
                                "{\"name\":\"capture\",\"status\":\"DOWN\","
                                        + "\"detail\":\"nothing is captured yet\"}"));
        JsonNode all = json(server.get("/health"));
        assertThat(all.get("status").asText()).isEqualTo("DEGRADED");
        state.interfaces = List.of(FakeFlowState.captured(InterfaceStatus.State.UP, 0));
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isDegradedAndNotReadyIfCompleteJobGoesAway() {
        assertThat(json(server.get("/health")).get("status").asText()).isEqualTo("UP");
        state.health = new JobHealth(0, 8, Long.MIN_VALUE, "no process answers");
        state.failure =
                Optional.of(
                        new StateException(StateException.Reason.UNAVAILABLE, "the job is away"));
        state.healthFails = false;
        HttpResponse<String> all = server.get("/health");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(json(all).get("status").asText()).isEqualTo("DEGRADED");
        assertThat(json(all).at("/checks/0/detail").asText())
                .isEqualTo("0 of 8 shards answer; no process answers");
        assertThat(json(all).at("/checks/1/detail").asText()).isEqualTo("the job is away");
        HttpResponse<String> ready = server.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).at("/checks/0/status").asText()).isEqualTo("DOWN");
        HttpResponse<String> flows = server.get("/api/v1/flows");
        assertThat(flows.statusCode()).isEqualTo(503);
        assertThat(flows.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void isDownAndHidesReasonIfStateFails() {
        state.failure = Optional.of(new IllegalStateException("secret reason"));
        HttpResponse<String> response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("status").asText()).isEqualTo("DOWN");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    }
}
