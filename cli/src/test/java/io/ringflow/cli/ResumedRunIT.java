package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    private static final int LIVES = Integer.getInteger("ringflow.lives", 1);
    private static final int BATCH = RunOnLink.BATCH;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory;

    private RunOnLink run;

    @BeforeEach
    void makeLink() {
        run = new RunOnLink(directory, "-Dflow.idleTimeout.udp=1h");
    }

    @AfterEach
    void removeLink() throws IOException {
        if (run != null) {
            run.close();
        }
    }

    @Test
    void stoppedRunGoesOnWithEveryPacketItHadSeen() throws Exception {
        start("");
        run.send();
        List<String> ids = ids(1);
        for (int life = 1; life <= LIVES; life++) {
            run.send();
            Launched stopped = run.process();
            run.stop();
            assertThat(stopped.err()).contains(BATCH * 2 * life + " packets captured\n");
            run.send(); // lost, in the gap
            start("");
            run.send();
            int counted = BATCH * (1 + 2 * life);
            run.await("/api/v1/interfaces", seen -> packets(seen) == counted);
            assertThat(ids(1 + 2 * life)).isEqualTo(ids);
            assertThat(run.get("/api/v1/gaps").get("gaps"))
                    .hasSize(life)
                    .allMatch(gap -> gap.get("cause").asText().equals("restart"));
            assertSeriesHas(counted);
        }
        run.stop();
    }

    @Test
    void killedRunGoesOnFromItsLastCheckpoint() throws Exception {
        start("");
        for (int life = 1; life <= LIVES; life++) {
            run.send();
            int kept = BATCH * life;
            List<String> ids = ids(kept / BATCH);
            awaitCheckpoint(Instant.now());
            run.process().signal("KILL").endsWithAnyMessage(137);
            Instant killed = Instant.now();
            run.send(); // lost, in the gap
            start("");
            assertThat(run.process().err()).contains("going on from the checkpoint of");
            run.await("/api/v1/interfaces", seen -> packets(seen) == kept);
            assertThat(ids(kept / BATCH)).isEqualTo(ids);
            JsonNode gap = run.get("/api/v1/gaps").get("gaps").get(life - 1);
            assertThat(Instant.parse(gap.get("start").asText())).isBefore(killed);
            assertThat(Instant.parse(gap.get("end").asText())).isAfter(killed);
            assertSeriesHas(kept);
        }
    }

    @Test
    void refusesSettingsThatChangeWhatFlowsAreAndStartsFreshOnRequest() throws Exception {
        start("");
        run.send();
        List<String> ids = ids(1);
        Launched second = run.launch("-Dquery.port=0");
        second.ends(2);
        assertThat(second.err()).contains("keeps its state there", "-Dstate.dir=DIR");
        run.stop();
        Launched other = run.launch("-Dflow.key.vlan=false");
        other.ends(2);
        assertThat(other.err()).contains("flow.key.vlan was true and is false", "--fresh");
        start("-Dflow.idleTimeout.udp=2h -Dflow.retention=1h");
        assertThat(ids(1)).isEqualTo(ids);
        run.stop();
        start("--fresh -Dflow.key.vlan=false");
        assertThat(run.process().err())
                .contains("the last state is now " + run.state().resolve("aside"));
        assertThat(run.get("/api/v1/flows").get("total").asLong()).isZero();
        run.stop();
    }

    @Test
    void exportThatStaysGoesOnAndOneOfAnotherNameStartsEmpty() throws Exception {
        start(exports("gone", "stays"));
        run.send();
        List<String> ids = ids(1);
        run.stop();
        assertThat(exported("gone", "new")).isEqualTo(ids);
        assertThat(exported("stays", "new")).isEqualTo(ids);
        start(exports("stays", "added"));
        run.send();
        assertThat(ids(2)).isEqualTo(ids);
        for (String name : List.of("stays", "added")) {
            run.process().await("updates", () -> exported(name, "update").containsAll(ids));
        }
        run.stop();
        assertThat(exported("stays", "new")).isEqualTo(ids);
        assertThat(exported("added", "new")).isEmpty();
        assertThat(exported("gone", "update")).isEmpty();
    }

    private String exports(String... names) {
        List<String> exports = new ArrayList<>();
        for (String name : names) {
            exports.add(
                    "{type: file, name: %s, path: %s, events: [new, update]}"
                            .formatted(name, directory.resolve(name + ".ndjson")));
        }
        return "-Dflow.activeTimeout=2s '-Dexport=" + exports + "'";
    }

    /** The ids of the flows that a file has with an event, sorted; its last line may be cut off. */
    private List<String> exported(String name, String event) {
        Path file = directory.resolve(name + ".ndjson");
        List<String> ids = new ArrayList<>();
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                JsonNode flow = JSON.readTree(line);
                if (flow.get("event").asText().equals(event)) {
                    ids.add(flow.get("id").asText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(ids);
        return ids;
    }

    private void start(String options) throws Exception {
        run.start(options);
        run.await(
                "/api/v1/interfaces", seen -> seen.at("/interfaces/0/state").asText().equals("up"));
        // Restored counts say "up" before the interface is captured again.
        run.awaitCapture();
    }

    /** Waits until the flows have all packets of some batches, and returns their ids. */
    private List<String> ids(int batches) throws Exception {
        JsonNode answer =
                run.await(
                        "/api/v1/flows?state=active&limit=100",
                        flows -> sum(flows) == (long) BATCH * batches);
        List<String> ids = new ArrayList<>();
        answer.get("flows").forEach(flow -> ids.add(flow.get("id").asText()));
        assertThat(ids).hasSize(RunOnLink.FLOWS).doesNotHaveDuplicates();
        Collections.sort(ids);
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
        run.await(
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
        Path description = run.state().resolve("current/snapshot.json");
        run.process()
                .await(
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
}
