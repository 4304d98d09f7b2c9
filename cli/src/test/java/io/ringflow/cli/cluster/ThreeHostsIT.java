package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.ReplayedFlows;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.BlobClient;
import org.apache.flink.runtime.blob.PermanentBlobKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, for three hosts in network namespaces on a bridge. Runs the distribution on them,
 * with one cluster for all tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeHostsIT {

    private static final int HOSTS = 3;
    private static final int FLOWS = 20;
    private static final int PACKETS_EACH = 50;
    private static final int SENT_EACH = FLOWS * PACKETS_EACH;
    private static final int SENT = HOSTS * SENT_EACH;

    /** Packets that flows have; answers have fewer while tasks read the captures' logs again. */
    private long counted;

    private Path directory;
    private HostNetwork network;
    private HostCluster cluster;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        directory = temporary;
        network = new HostNetwork(HOSTS);
        cluster = new HostCluster(network, directory);
        for (int host = 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        cluster.await(HostCluster.FLINK, "/taskmanagers", answer -> taskManagers(answer) == HOSTS);
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (network != null) {
            network.close();
        }
    }

    /** Users of the second host don't have the cluster's keys, although the host belongs to it. */
    @Test
    @Order(0)
    void portsAreClosedWithoutKeys() throws Exception {
        String own = HostNetwork.address(1);
        assertThat(cluster.sockets(1, "jobmanager"))
                .isEqualTo(DocumentedPorts.at(own, "jobmanager"));
        SortedSet<String> documented = DocumentedPorts.at(HostNetwork.address(2), "taskmanager");
        // The state service starts with the job, which is not running yet.
        documented.removeIf(socket -> socket.endsWith(":9440"));
        assertThat(cluster.sockets(2, "taskmanager")).isEqualTo(documented);
        assertThat(cluster.logs()).doesNotContain("WARNING: these ports");

        String rest = own + ":8081/jobs";
        assertThat(network.curl(2, "http://" + rest)).isEqualTo("301");
        assertThat(network.curl(2, "https://" + rest)).isEqualTo("000");
        assertThatThrownBy(() -> NetnsFixture.inNamespace(network.namespace(2), this::upload))
                .hasCauseInstanceOf(IOException.class);
    }

    /** Uploads without keys. */
    private PermanentBlobKey upload() throws IOException {
        InetSocketAddress blobs = new InetSocketAddress(HostNetwork.address(1), 6124);
        try (BlobClient client = new BlobClient(blobs, new Configuration())) {
            return client.uploadFile(
                    new JobID(),
                    new org.apache.flink.core.fs.Path(cluster.configuration().toUri()));
        }
    }

    /** The live job takes all slots from here on. */
    @Test
    @Order(2)
    void flowSeenByTwoHostsIsOneFlowAlsoAfterLossOfHost() throws Exception {
        cluster.submit();
        cluster.awaitCaptured(HOSTS);
        for (int host = 1; host <= HOSTS; host++) {
            network.send(host, host % HOSTS + 1, FLOWS, PACKETS_EACH);
        }
        cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT);
        assertThat(cluster.get("/api/v1/interfaces").get("interfaces"))
                .extracting(capture -> capture.get("packets").asInt())
                .containsOnly(2 * SENT_EACH);
        JsonNode flows = cluster.get("/api/v1/flows?limit=1000");
        assertThat(flows.get("total").asInt()).isEqualTo(HOSTS * FLOWS);
        assertThat(flows.get("flows"))
                .allMatch(flow -> flow.get("packets").asInt() == PACKETS_EACH)
                .allMatch(flow -> flow.get("observers").size() == 2);

        cluster.job().awaitCheckpoint();
        survivesKilledHost();
        counted = packets(cluster.get("/api/v1/statistics"));
        survivesDisconnectedHost();
        resumesFromSavepointWithFewerSlots();
    }

    /** Meanwhile the first host sends to the second, and both capture the traffic. */
    private void survivesKilledHost() throws Exception {
        int sent;
        try (HostTraffic traffic = network.traffic(1, 2, FLOWS)) {
            traffic.start();
            cluster.job().awaitCheckpoint();
            cluster.killTaskManager(3);
            cluster.awaitCaptured(HOSTS - 1);
            awaitMore(SENT_EACH);
            assertThat(cluster.get("/health").toString())
                    .contains("eth0 of host-3 is no longer captured", "DEGRADED");
            assertThat(gaps("host-3"))
                    .as("losses while it is away")
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.get("cause").asText()).isEqualTo("restart"))
                    .satisfies(gap -> assertThat(gap.has("end")).isFalse());
            JsonNode coverage = cluster.get("/api/v1/flows?limit=1").get("coverage");
            assertThat(coverage.get("complete").asBoolean()).isFalse();
            cluster.startTaskManager(3);
            cluster.awaitCaptured(HOSTS);
            awaitMore(SENT_EACH);
            sent = traffic.stop();
        }
        for (String host : List.of("host-1", "host-2")) {
            cluster.await(
                    "/api/v1/interfaces",
                    answer -> captured(answer, host) + lost(host) == 2 * SENT_EACH + sent);
        }
        // A flow's counters are those of the observer that saw most of it.
        long least = SENT + sent - Math.min(lost("host-1"), lost("host-2"));
        cluster.await("/api/v1/statistics", answer -> packets(answer) >= least);
        assertThat(packets(cluster.get("/api/v1/statistics"))).isBetween(least, (long) SENT + sent);
        assertThat(gaps("host-3"))
                .singleElement()
                .satisfies(gap -> assertThat(gap.get("cause").asText()).isEqualTo("restart"))
                .satisfies(gap -> assertThat(gap.get("end").asText()).isNotEmpty());
        assertThat(total()).isEqualTo(HOSTS * FLOWS);
        cluster.job().awaitCheckpoint();
    }

    private void survivesDisconnectedHost() throws Exception {
        network.connect(3, false);
        cluster.awaitCaptured(HOSTS - 1);
        sendAndAwait(1, 2);
        network.connect(3, true);
        cluster.awaitCaptured(HOSTS);
        sendAndAwait(3, 1);
        assertThat(total()).isEqualTo(HOSTS * FLOWS);
        cluster.job().awaitCheckpoint();
    }

    private void resumesFromSavepointWithFewerSlots() throws Exception {
        List<String> before = ids();
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
        // Four of six slots remain.
        cluster.stopTaskManager(3);
        assertThat(cluster.run("submit", "--from", savepoint)).as(cluster.printed()).isZero();
        cluster.await("/api/v1/statistics", answer -> packets(answer) == counted);
        assertThat(ids()).isEqualTo(before);
        cluster.awaitCaptured(HOSTS - 1);
        sendAndAwait(1, 2);
        assertThat(ids()).isEqualTo(before);
    }

    private void sendAndAwait(int from, int to) throws IOException {
        network.send(from, to, FLOWS, PACKETS_EACH);
        counted += SENT_EACH;
        cluster.await("/api/v1/statistics", answer -> packets(answer) == counted);
    }

    private void awaitMore(int packets) throws IOException {
        long before = packets(cluster.get("/api/v1/statistics"));
        cluster.await("/api/v1/statistics", answer -> packets(answer) >= before + packets);
    }

    @Test
    @Order(1)
    void replayOnThreeHostsFindsTheSameFlowsAsOneProcess() throws Exception {
        List<String> files = new ArrayList<>();
        for (int part = 1; part <= HOSTS; part++) {
            Path file = directory.resolve("part-" + part + ".pcap");
            new CaptureOfFlows(100 * part, 5).write(file);
            files.add(file.toString());
        }
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

    private static long captured(JsonNode interfaces, String host) {
        return of(host, interfaces.path("interfaces"))
                .mapToLong(capture -> capture.get("packets").asLong())
                .sum();
    }

    private List<JsonNode> gaps(String host) {
        return of(host, cluster.get("/api/v1/gaps").path("gaps")).toList();
    }

    private long lost(String host) {
        return gaps(host).stream().mapToLong(gap -> gap.get("drops").asLong()).sum();
    }

    private static Stream<JsonNode> of(String host, JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(element -> element.get("host").asText().equals(host));
    }

    private int total() {
        return cluster.get("/api/v1/flows?limit=1").path("total").asInt();
    }

    private List<String> ids() {
        return cluster
                .get("/api/v1/flows?limit=1000&fields=id")
                .get("flows")
                .findValuesAsText("id")
                .stream()
                .sorted()
                .toList();
    }

    private static int taskManagers(JsonNode answer) {
        return answer.path("taskmanagers").size();
    }

    private static long packets(JsonNode answer) {
        return answer.path("packets").asLong();
    }
}
