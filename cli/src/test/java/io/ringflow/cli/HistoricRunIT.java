package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the distribution with a history, stops it and runs it again: with its state, so that flows
 * may be in memory and in the history, and without it, so that they are in the history alone, which
 * is written a minute after their end. Needs root, for a veth pair whose other end is in another
 * network namespace.
 */
@Execution(ExecutionMode.SAME_THREAD)
class HistoricRunIT {

    private static final Pattern REST = Pattern.compile("REST at (http://\\S+)/api/v1/flows");
    private static final int FLOWS = 10;
    private static final int BATCH = 1_000;
    private static final int FRAME = 100;
    private static final String UDP = "filter=protocol%20=%20udp";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private NetnsFixture link;
    private PacketSender sender;
    private Launched process;
    private String address;
    private int starts;

    @BeforeEach
    void makeLink() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        link = NetnsFixture.create();
        sender = link.sender();
    }

    @AfterEach
    void removeLink() throws Exception {
        client.close();
        if (process != null) {
            process.signal("KILL").endsWithAnyMessage(0, 1, 2, 137);
        }
        if (link != null) {
            sender.close();
            link.close();
        }
    }

    @Test
    void answersForFlowsFromBeforeARestartOnce() throws Exception {
        start("");
        send();
        assertKnown(1);
        process.signal("TERM").ends(0);

        start("");
        assertKnown(1);
        send();
        assertKnown(2);
        process.signal("TERM").ends(0);
        process = null;
    }

    @Test
    void answersFromTheHistoryAloneAfterAFreshStart() throws Exception {
        start("");
        send();
        assertKnown(1);
        process.await("a file of the history", this::hasHistory);
        process.signal("TERM").ends(0);

        start("--fresh");
        assertKnown(1);
        send();
        assertKnown(2);
        process.signal("TERM").ends(0);
        process = null;
    }

    private boolean hasHistory() {
        try (Stream<Path> files = Files.walk(directory.resolve("history/flows"))) {
            return files.map(directory::relativize)
                    .anyMatch(file -> file.toString().matches(".*/hour=\\d+/.*[.]parquet"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private void start(String options) throws Exception {
        starts++;
        String command =
                "exec $ringflow run -i "
                        + link.receiver()
                        + " -Dquery.port=0 -Dflink.rest.port=0 -Dflow.idleTimeout.udp=1s"
                        + " -Dflink.execution.checkpointing.interval=1s"
                        + " -Dflink.execution.checkpointing.min-pause=0 -Dstate.dir="
                        + directory.resolve("state")
                        + " -Dhistory.dir="
                        + directory.resolve("history")
                        + " "
                        + options;
        process = Launched.start(directory, "run-" + starts, command).awaitMessage("REST at ");
        Matcher matcher = REST.matcher(process.err());
        assertThat(matcher.find()).isTrue();
        address = matcher.group(1);
    }

    private void send() {
        process.await("captures", this::isCapturing);
        sender.send(TestFrames.numbered(FLOWS, FRAME, FLOWS), BATCH);
    }

    /** Returns true if a packet socket is bound to the interface. */
    private boolean isCapturing() {
        try {
            String index =
                    Files.readString(Path.of("/sys/class/net", link.receiver(), "ifindex")).strip();
            Path sockets = Path.of("/proc", String.valueOf(process.pid()), "net/packet");
            return Files.readAllLines(sockets).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(columns -> columns.length > 5 && columns[4].equals(index));
        } catch (IOException e) {
            return false;
        }
    }

    /** Every kind of question finds the flows of some batches once. */
    private void assertKnown(int batches) throws Exception {
        long packets = (long) BATCH * batches;
        JsonNode flows =
                await(
                        "/api/v1/flows?state=ended&since=1h&limit=1000&" + UDP,
                        answer -> answer.get("total").asInt() == FLOWS * batches);
        Set<String> ids = new HashSet<>();
        long counted = 0;
        for (JsonNode flow : flows.get("flows")) {
            ids.add(flow.get("id").asText());
            counted += flow.get("packets").asLong();
        }
        assertThat(ids).hasSize(FLOWS * batches);
        assertThat(counted).isEqualTo(packets);
        JsonNode top = get("/api/v1/top?by=protocol&metric=packets&since=1h&" + UDP);
        assertThat(top.at("/top/0/packets").asLong()).isEqualTo(packets);
        assertThat(top.at("/top/0/flows").asLong()).isEqualTo((long) FLOWS * batches);
        String series = "/api/v1/timeseries?metric=packets&step=1m&since=1h";
        JsonNode filtered = get(series + "&by=srcPort&limit=100&" + UDP);
        assertThat(sum(filtered)).isEqualTo(packets);
        assertThat(filtered.get("coverage").get("estimated").asBoolean()).isTrue();
    }

    private static long sum(JsonNode answer) {
        long sum = 0;
        for (JsonNode point : answer.get("other")) {
            sum += point.asLong();
        }
        for (JsonNode series : answer.get("series")) {
            for (JsonNode point : series.get("points")) {
                sum += point.asLong();
            }
        }
        return sum;
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode await(String path, Predicate<JsonNode> expected) throws Exception {
        JsonNode[] answer = {get(path)};
        process.await(
                path,
                () -> {
                    try {
                        Thread.sleep(100); // below the rate limit
                        answer[0] = get(path);
                        return expected.test(answer[0]);
                    } catch (Exception e) {
                        throw new AssertionError(path + ": " + answer[0], e);
                    }
                });
        return answer[0];
    }
}
