package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.job.LocalQueryServer;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.history.table.FlowAppender;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.Flow;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REST over flows in memory and flows in a history's files. */
class PastFlowsIT {

    private static final long KNOWN = FakeFlowState.START_NANOS + 400_000_000L;

    @TempDir private Path directory;

    /** Even flows ended; the first 300 of them are in the history, the last 401 in memory. */
    private final List<Flow> flows =
            IntStream.rangeClosed(1, 500)
                    .mapToObj(number -> FakeFlowState.flow(2 * number))
                    .toList();

    private final FakeFlowState state = FakeFlowState.withFlows(0);
    private final HttpClient client = HttpClient.newHttpClient();
    private LocalQueryServer server;
    private int parts;

    @BeforeEach
    void start() throws Exception {
        write(flows.subList(0, 200));
        write(flows.subList(200, 300));
        state.flows = new ArrayList<>(flows.subList(99, 500));
        state.health =
                new JobHealth(
                        8,
                        8,
                        state.watermarkNanos,
                        "",
                        new KnownSince(KNOWN, KNOWN, List.of(KNOWN, KNOWN, KNOWN)));
        server =
                LocalQueryServer.start(
                        new ServerSettings("127.0.0.1", 0),
                        state,
                        Optional.of(
                                new HistoryTarget(directory.toString(), Duration.ofDays(1), 1)));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    /** Writes flows as the history does: all are of the first hour of 2026. */
    private void write(List<Flow> some) throws Exception {
        Path hour = Files.createDirectories(directory.resolve("flows/date=2026-01-01/hour=00"));
        try (DuckDBConnection connection =
                        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = connection.createStatement()) {
            statement.execute(FlowSql.createStage("t"));
            try (FlowAppender appender = new FlowAppender(connection, "t")) {
                for (Flow flow : some) {
                    appender.append(flow);
                }
            }
            String file = hour.resolve("part-" + parts++ + ".parquet").toString();
            statement.execute("COPY t TO '" + file + "' (FORMAT parquet)");
        }
    }

    private HttpResponse<String> get(String path, String... accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/" + path));
        for (String type : accept) {
            request.header("Accept", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private static String encoded(String filter) {
        return URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    @Test
    void pagesHaveEachFlowOnceWhileFlowsMoveIntoTheHistory() throws Exception {
        List<String> listed = new ArrayList<>();
        String list = "flows?since=2026-01-01T00:00:00Z&sort=srcBytes&limit=90&fields=id";
        JsonNode page = json(list);
        for (int moved = 300; ; moved += 40) {
            page.get("flows").forEach(flow -> listed.add(flow.get("id").asText()));
            if (!page.has("cursor")) {
                break;
            }
            assertThat(page.get("total").asInt()).isEqualTo(500);
            List<Flow> ended = flows.subList(Math.min(500, moved), Math.min(500, moved + 40));
            if (!ended.isEmpty()) {
                write(ended);
            }
            state.flows = new ArrayList<>(flows.subList(Math.min(500, moved + 40), 500));
            page = json(list + "&cursor=" + page.get("cursor").asText());
        }
        assertThat(listed).isEqualTo(flows.stream().map(flow -> flow.id().toString()).toList());
    }

    @Test
    void listsOfLinesAndTopListsCoverBoth() throws Exception {
        String filter = encoded("lastSeen > \"2026-01-01\" AND dstAddr = 10.1.0.0/16");
        assertThat(get("flows?filter=" + filter, "application/x-ndjson").body().lines())
                .hasSize(500);
        JsonNode top = json("top?by=srcAddr&window=all&filter=" + filter);
        assertThat(top.at("/top/0/flows").asInt()).isEqualTo(500);
        assertThat(top.at("/top/0/bytes").asLong())
                .isEqualTo(flows.stream().mapToLong(Flow::bytes).sum());
        assertThat(top.at("/coverage/from").asText()).startsWith("2026-01-01T00:00:00.00");
        assertThat(json("flows/" + flows.getFirst().id()).get("srcBytes").asLong())
                .isEqualTo(flows.getFirst().bytes());
    }

    @Test
    void requestsWithoutATimeAreAboutMemory() throws Exception {
        assertThat(json("flows?state=all&limit=1").get("total").asInt()).isEqualTo(401);
    }

    @Test
    void answersFromMemoryIfTheHistoryCannotBeRead() throws Exception {
        Path hour = directory.resolve("flows/date=2026-01-01/hour=00");
        Files.writeString(hour.resolve("part-broken.parquet"), "this is not a Parquet file");
        JsonNode page = json("flows?since=2026-01-01T00:00:00Z&limit=1");
        assertThat(page.get("total").asInt()).isEqualTo(401);
        assertThat(page.get("missing").toString()).contains("part-broken.parquet");
        assertThat(page.at("/coverage/complete").asBoolean()).isFalse();
    }
}
