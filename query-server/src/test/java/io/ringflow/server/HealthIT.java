package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.InterfaceStatus;
import io.ringflow.model.state.JobHealth;
import java.net.http.HttpResponse;
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
        server = new RunningServer(state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isUpWithACompleteJobAndAWorkingCapture() {
        HttpResponse<String> response = server.get("/health");
        JsonNode health = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.get("checks").findValuesAsText("name"))
                .containsExactly("job", "capture", "watermark");
    }

    @Test
    void isDegradedButNotDownWhileAnInterfaceIsMissing() {
        state.interfaces = List.of(FakeFlowState.captured(InterfaceStatus.State.MISSING, 0));
        HttpResponse<String> response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").asText()).isEqualTo("DEGRADED");
        assertThat(json(response).at("/checks/1/detail").asText())
                .isEqualTo("eth0 of host-a is missing");
    }

    @Test
    void isNotReadyButAliveUntilTheJobIsComplete() {
        state.health = new JobHealth(3, 8, Long.MIN_VALUE, "starting");
        assertThat(server.get("/health").statusCode()).isEqualTo(503);
        HttpResponse<String> ready = server.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .isEqualTo(
                        "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"job\",\"status\":\"DOWN\","
                                + "\"detail\":\"3 of 8 shards answer; starting\"}]}");
        HttpResponse<String> live = server.get("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
        state.health = new JobHealth(8, 8, Long.MIN_VALUE, "");
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void isDownAndHidesTheReasonWhereTheStateFails() {
        state.failure = Optional.of(new IllegalStateException("secret reason"));
        HttpResponse<String> response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("status").asText()).isEqualTo("DOWN");
        assertThat(response.body()).doesNotContain("secret");
        assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    }
}
