package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the distribution, stops or kills it and runs it again on the same directory. Needs root, for
 * a veth pair whose other end is in another network namespace. {@code -Dringflow.lives=10} ends it
 * ten times.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ResumedRunIT {

    private static final Pattern REST = Pattern.compile("REST at (http://\\S+)/api/v1/flows");
    private static final int LIVES = Integer.getInteger("ringflow.lives", 1);
    private static final int FLOWS = 10;
    private static final int BATCH = 1_000;
    private static final int FRAME = 100;
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
    void stoppedRunGoesOnWithEveryPacketItHadSeen() throws Exception {
        start("");
        send();
        Set<String> ids = ids(1);
        for (int life = 1; life <= LIVES; life++) {
            send();
            process.signal("TERM").ends(0);
            send(); // lost, in the gap
            start("");
            send();
            int counted = BATCH * (1 + 2 * life);
            await("/api/v1/interfaces", seen -> packets(seen) == counted);
            assertThat(ids(1 + 2 * life)).isEqualTo(ids);
            assertThat(get("/api/v1/gaps").get("gaps"))
                    .hasSize(life)
                    .allMatch(gap -> gap.get("cause").asText().equals("restart"));
            assertSeriesHas(counted);
        }
        process.signal("TERM").ends(0);
        process = null;
    }

    @Test
    void killedRunGoesOnFromItsLastCheckpoint() throws Exception {
        start("");
        for (int life = 1; life <= LIVES; life++) {
            send();
            int kept = BATCH * life;
            Set<String> ids = ids(kept / BATCH);
            awaitCheckpoint(Instant.now());
            process.signal("KILL").endsWithAnyMessage(137);
            Instant killed = Instant.now();
            send(); // lost, in the gap
            start("");
            assertThat(process.err()).contains("going on from the checkpoint of");
            await("/api/v1/interfaces", seen -> packets(seen) == kept);
            assertThat(ids(kept / BATCH)).isEqualTo(ids);
            JsonNode gap = get("/api/v1/gaps").get("gaps").get(life - 1);
            assertThat(Instant.parse(gap.get("start").asText())).isBefore(killed);
            assertThat(Instant.parse(gap.get("end").asText())).isAfter(killed);
            assertSeriesHas(kept);
        }
    }

    @Test
    void refusesSettingsThatChangeWhatFlowsAreAndStartsFreshOnRequest() throws Exception {
        start("");
        send();
        Set<String> ids = ids(1);
        Launched second = launch("-Dquery.port=0");
        second.ends(2);
        assertThat(second.err()).contains("keeps its state there", "-Dstate.dir=DIR");
        process.signal("TERM").ends(0);
        Launched other = launch("-Dflow.key.vlan=false");
        other.ends(2);
        assertThat(other.err()).contains("flow.key.vlan was true and is false", "--fresh");
        start("-Dflow.idleTimeout.udp=2h -Dflow.retention=1h");
        assertThat(ids(1)).isEqualTo(ids);
        process.signal("TERM").ends(0);
        start("--fresh -Dflow.key.vlan=false");
        assertThat(process.err()).contains("the last state is now " + state().resolve("aside"));
        assertThat(get("/api/v1/flows").get("total").asLong()).isZero();
        process.signal("TERM").ends(0);
        process = null;
    }

    private Path state() {
        return directory.resolve("state");
    }

    private Launched launch(String options) throws IOException {
        starts++;
        return Launched.start(
                directory,
                "run-" + starts,
                "exec $ringflow run -i "
                        + link.receiver()
                        + " -Dquery.port=0 -Dflink.rest.port=0 -Dflow.idleTimeout.udp=1h"
                        + " -Dflink.execution.checkpointing.interval=1s"
                        + " -Dflink.execution.checkpointing.min-pause=0 -Dstate.dir="
                        + state()
                        + " "
                        + options);
    }

    private void start(String options) throws Exception {
        process = launch(options).awaitMessage("REST at ");
        Matcher matcher = REST.matcher(process.err());
        assertThat(matcher.find()).isTrue();
        address = matcher.group(1);
        await("/api/v1/interfaces", seen -> seen.at("/interfaces/0/state").asText().equals("up"));
        // Restored counts say "up" before the interface is captured again.
        process.await("captures", this::isCapturing);
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

    private void send() {
        sender.send(TestFrames.numbered(FLOWS, FRAME, FLOWS), BATCH);
    }

    /** Waits until the flows have all packets of some batches, and returns their ids. */
    private Set<String> ids(int batches) throws Exception {
        JsonNode answer =
                await(
                        "/api/v1/flows?state=active&limit=100",
                        flows -> sum(flows) == (long) BATCH * batches);
        Set<String> ids = new TreeSet<>();
        answer.get("flows").forEach(flow -> ids.add(flow.get("id").asText()));
        assertThat(ids).hasSize(FLOWS);
        return ids;
    }

    private static long sum(JsonNode flows) {
        long sum = 0;
        for (JsonNode flow : flows.get("flows")) {
            sum += flow.get("packets").asLong();
        }
        return sum;
    }

    private static long packets(JsonNode answer) {
        return answer.at("/interfaces/0/packets").asLong();
    }

    private void assertSeriesHas(long packets) throws Exception {
        await(
                "/api/v1/timeseries?metric=packets&step=1s&from=" + Instant.now().minusSeconds(800),
                answer -> {
                    long sum = 0;
                    for (JsonNode point : answer.at("/series/0/points")) {
                        sum += point.isArray() ? point.get(1).asLong() : point.asLong();
                    }
                    return sum == packets;
                });
    }

    /** Waits for a checkpoint that was started after a time. */
    private void awaitCheckpoint(Instant time) {
        Path description = state().resolve("current/snapshot.json");
        process.await(
                "checkpoint",
                () -> {
                    try {
                        JsonNode snapshot = JSON.readTree(description.toFile());
                        Instant completed = Instant.parse(snapshot.path("time").asText());
                        return completed.isAfter(time.plusSeconds(3));
                    } catch (IOException e) {
                        return false;
                    }
                });
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
