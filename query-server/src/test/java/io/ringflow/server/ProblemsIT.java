package io.ringflow.server;

import static io.ringflow.server.RunningServer.contentType;
import static io.ringflow.server.RunningServer.encoded;
import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.state.StateException;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsIT {

    private static final String HOST = "Host: localhost";

    private final FakeFlowState state = FakeFlowState.withFlows(3);
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode problem(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(contentType(response)).isEqualTo("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        assertThat(problem.get("title").asText()).isEqualTo(title);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }

    @Test
    void reportsPositionInFilterAndNearestField() {
        String filter = encoded("dstPort = 443 AND srcAdr = 10.0.0.1");
        JsonNode problem =
                problem(server.get("/api/v1/flows?filter=" + filter), 400, "Bad Request");
        assertThat(problem.get("position").asInt()).isEqualTo(18);
        assertThat(problem.get("parameter").asText()).isEqualTo("filter");
        assertThat(problem.get("detail").asText()).contains("srcAdr").contains("srcAddr");
    }

    @Test
    void namesWrongParameter() {
        JsonNode limit = problem(server.get("/api/v1/flows?limit=10001"), 400, "Bad Request");
        assertThat(limit.get("parameter").asText()).isEqualTo("limit");
        assertThat(limit.get("detail").asText()).contains("1 to 10000").contains("10001");
        JsonNode sort = problem(server.get("/api/v1/flows?sort=-byte"), 400, "Bad Request");
        assertThat(sort.get("detail").asText()).contains("the nearest is bytes");
    }

    @Test
    void refusesUnknownParameter() {
        JsonNode unknown = problem(server.get("/api/v1/flows?limt=1"), 400, "Bad Request");
        assertThat(unknown.get("detail").asText())
                .contains("the nearest is limit")
                .contains("filter, state, sort, limit, cursor, fields, since, until");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE,503,Service Unavailable,true",
        "TIMEOUT,504,Gateway Timeout,false",
        "REFUSED,422,Unprocessable Content,false",
        "CURSOR_GONE,410,Gone,false",
        "BUSY,503,Service Unavailable,true"
    })
    void reportsWhyStateHasNoAnswer(
            StateException.Reason reason, int status, String title, boolean retry) {
        state.failure = Optional.of(new StateException(reason, "why, and what to do"));
        for (String path : new String[] {"flows", "top", "timeseries", "statistics", "gaps"}) {
            HttpResponse<String> response = server.get("/api/v1/" + path);
            JsonNode problem = problem(response, status, title);
            assertThat(problem.get("detail").asText()).isEqualTo("why, and what to do");
            assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(retry);
        }
        HttpResponse<String> stream = server.get("/api/v1/flows", "Accept", "application/x-ndjson");
        problem(stream, status, title);
    }

    @Test
    void refusesWrongPercentEncodingButAcceptsRawComparisonSigns() {
        assertThat(server.raw("/api/v1/flows?filter=%zz", HOST)).startsWith("HTTP/1.1 400 ");
        String raw = server.raw("/api/v1/flows?filter=bytes>x", HOST);
        assertThat(raw).contains(" 400 ").contains("\"position\":");
    }

    @Test
    void answers404ForUnknownPaths() {
        for (String path : new String[] {"/nope", "/api/v1", "/api/v1/flow", "/health/other"}) {
            JsonNode problem = problem(server.get(path), 404, "Not Found");
            assertThat(problem.get("detail").asText()).contains(path);
        }
    }

    @Test
    void answers405WithAllowedMethods() {
        for (String path : new String[] {"/", "/api/v1/flows", "/health", "/metrics"}) {
            HttpResponse<String> response = server.send("POST", path);
            problem(response, 405, "Method Not Allowed");
            assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void hidesUnexpectedError() {
        state.failure = Optional.of(new IllegalStateException("secret reason"));
        for (String path : new String[] {"flows", "top", "statistics", "interfaces", "gaps"}) {
            HttpResponse<String> response = server.get("/api/v1/" + path);
            problem(response, 500, "Internal Server Error");
            assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
        }
    }

    @Test
    void boundsRequestLineAndHeaders() {
        String lineThatFits = server.raw("/health/live?" + "x".repeat(8000), HOST);
        assertThat(lineThatFits).startsWith("HTTP/1.1 200 ");
        String longLine = server.raw("/?" + "x".repeat(9000), HOST);
        assertThat(longLine).startsWith("HTTP/1.1 4").contains("application/problem+json");
        String headerThatFits = server.raw("/health/live", HOST, "X-Long: " + "x".repeat(16_000));
        assertThat(headerThatFits).startsWith("HTTP/1.1 200 ");
        String longHeader = server.raw("/", HOST, "X-Long: " + "x".repeat(17_000));
        assertThat(longHeader).startsWith("HTTP/1.1 4").contains("application/problem+json");
    }

    @Test
    void describesProblemOfRequestThatCannotBeRouted() {
        String malformed = server.raw("/api/v1/flows/%zz", HOST);
        assertThat(malformed)
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json")
                .contains("\"detail\":\"the request is refused: Bad Request\"");
        String body = server.raw("/health", HOST, "Content-Length: 100000");
        assertThat(body).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
        assertThat(server.raw("/health")).startsWith("HTTP/1.1 400 ").contains("Host header");
    }

    @Test
    void closesConnectionIfClientAsksForIt() {
        assertThat(server.raw("/health/live", HOST, "connection: Close"))
                .startsWith("HTTP/1.1 200 ");
    }
}
