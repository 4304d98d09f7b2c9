package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.ReplayedFlows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, for three hosts in network namespaces on a bridge; runs the distribution there. */
class ThreeHostsIT {

    private static final int HOSTS = 3;
    private static final int FLOWS = 20;
    private static final int PACKETS_EACH = 50;
    private static final int SENT_EACH = FLOWS * PACKETS_EACH;
    private static final int SENT = HOSTS * SENT_EACH;

    @TempDir private Path directory;

    private HostNetwork network;
    private HostCluster cluster;

    @BeforeEach
    void start() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        network = new HostNetwork(HOSTS);
        cluster = new HostCluster(network, directory);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void bothEndsCaptureAndEachFlowIsThereOnceWhateverHappensToOneOfTheHosts() throws Exception {
        cluster.startTaskManager(1);
        cluster.startTaskManager(2);
        Process third = cluster.startTaskManager(3);
        cluster.submit();
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS);
        for (int host = 1; host <= HOSTS; host++) {
            network.send(host, host % HOSTS + 1, FLOWS, PACKETS_EACH);
        }
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT);
        assertThat(cluster.get("/api/v1/interfaces").get("interfaces"))
                .extracting(each -> each.get("packets").asInt())
                .containsOnly(2 * SENT_EACH);
        JsonNode flows = cluster.get("/api/v1/flows?limit=1000");
        assertThat(flows.get("total").asInt()).isEqualTo(HOSTS * FLOWS);
        assertThat(flows.get("flows"))
                .allMatch(flow -> flow.get("packets").asInt() == PACKETS_EACH)
                .allMatch(flow -> flow.get("observers").size() == 2);

        cluster.awaitCheckpoint();
        goesOnWithoutAKilledHost(third);
        goesOnWithoutAHostThatIsCutOff();
        goesOnFromASavepointWithFewerSlots();
    }

    private void goesOnWithoutAKilledHost(Process third) throws Exception {
        third.destroyForcibly().onExit().join();
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS - 1);
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT);
        assertThat(cluster.get("/health").toString())
                .contains("eth0 of host-3 is captured no more", "DEGRADED");
        network.send(1, 2, FLOWS, PACKETS_EACH);
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT + SENT_EACH);
        cluster.startTaskManager(3);
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS);
        assertThat(total()).isEqualTo(HOSTS * FLOWS);
        cluster.awaitCheckpoint();
    }

    private void goesOnWithoutAHostThatIsCutOff() throws Exception {
        network.connect(3, false);
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS - 1);
        network.send(1, 2, FLOWS, PACKETS_EACH);
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT + 2 * SENT_EACH);
        network.connect(3, true);
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS);
        network.send(3, 1, FLOWS, PACKETS_EACH);
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT + 3 * SENT_EACH);
        assertThat(total()).isEqualTo(HOSTS * FLOWS);
        cluster.awaitCheckpoint();
    }

    private void goesOnFromASavepointWithFewerSlots() throws Exception {
        Set<String> before = ids();
        String savepoints = directory.resolve("savepoints").toUri().toString();
        assertThat(cluster.run("submit", "stop", "--savepoint", savepoints))
                .as(cluster.printed())
                .isZero();
        String savepoint =
                cluster.printed()
                        .lines()
                        .filter(line -> line.startsWith("file:"))
                        .findFirst()
                        .orElseThrow();
        // Of six slots four are left.
        cluster.stopTaskManager(3);
        assertThat(cluster.run("submit", "--from", savepoint)).as(cluster.printed()).isZero();
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT + 3 * SENT_EACH);
        assertThat(ids()).isEqualTo(before);
        cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS - 1);
        network.send(1, 2, FLOWS, PACKETS_EACH);
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT + 4 * SENT_EACH);
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void aReplayOverAllOfThemIsThatOfOneProcess() throws Exception {
        List<String> files = new ArrayList<>();
        for (int part = 1; part <= HOSTS; part++) {
            Path file = directory.resolve("part-" + part + ".pcap");
            new CaptureOfFlows(100 * part, 5).write(file);
            files.add(file.toString());
        }
        for (int host = 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        cluster.await(HostCluster.FLINK, "/taskmanagers", answer -> taskManagers(answer) == HOSTS);
        Path output = directory.resolve("cluster.ndjson");
        List<String> command = new ArrayList<>(List.of("submit", "--replay"));
        command.addAll(files);
        command.addAll(List.of("-o", output.toString(), "-Dcapture.filter=udp"));
        assertThat(cluster.run(command.toArray(String[]::new))).as(cluster.printed()).isZero();
        assertThat(sorted(output))
                .hasSizeGreaterThan(200)
                .isEqualTo(ReplayedFlows.of(files, directory.resolve("one.ndjson")));
    }

    private static List<String> sorted(Path output) throws IOException {
        return Files.readAllLines(output).stream().sorted().toList();
    }

    private int total() {
        return cluster.get("/api/v1/flows?limit=1").path("total").asInt();
    }

    private Set<String> ids() {
        return cluster
                .get("/api/v1/flows?limit=1000&fields=id")
                .get("flows")
                .findValuesAsText("id")
                .stream()
                .collect(Collectors.toSet());
    }

    private static int taskManagers(JsonNode answer) {
        return answer.path("taskmanagers").size();
    }

    private static long up(JsonNode answer) {
        return answer.findValuesAsText("state").stream().filter("up"::equals).count();
    }

    private static long packets(JsonNode answer) {
        return answer.path("packets").asLong();
    }
}
