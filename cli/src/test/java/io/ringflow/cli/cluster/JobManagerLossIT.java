package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, for hosts in network namespaces and a small file system for checkpoints. Runs the
 * distribution on these hosts with Flink's high availability.
 */
class JobManagerLossIT {

    private static final int ZOOKEEPER = 21_810;
    private static final int FLOWS = 20;
    private static final int ROUNDS = 50;
    private static final String STATISTICS = "/api/v1/statistics";
    private static final String READY = "/health/ready";

    @TempDir private Path directory;

    private HostNetwork network;
    private HostCluster cluster;
    private boolean mounted;

    @BeforeEach
    void start() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        Path checkpoints = Files.createDirectories(directory.resolve("checkpoints"));
        run("mount", "-t", "tmpfs", "-o", "size=4m", "ringflow-test", checkpoints.toString());
        mounted = true;
        network = new HostNetwork(2);
        cluster = new HostCluster(network, directory, settings());
        cluster.startZooKeeper(ZOOKEEPER);
    }

    @AfterEach
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (network != null) {
            network.close();
        }
        if (mounted) {
            run("umount", directory.resolve("checkpoints").toString());
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("high-availability.type", "zookeeper");
        settings.put("high-availability.zookeeper.quorum", "127.0.0.1:" + ZOOKEEPER);
        settings.put("high-availability.zookeeper.client.session-timeout", "5 s");
        settings.put("high-availability.storageDir", directory.resolve("ha").toUri().toString());
        return settings;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @Test
    void jobSurvivesLossOfJobManagerAndFullCheckpointStorage() throws Exception {
        cluster.startTaskManager(1);
        cluster.submit();
        cluster.await("/api/v1/interfaces", answer -> answer.toString().contains("\"up\""));
        sendAndAwait();
        cluster.awaitCheckpoint();
        JsonNode before = ids();

        survivesFullCheckpointStorage();
        continuesWithAnotherJobManager();

        assertThat(ids()).isEqualTo(before);
    }

    private void survivesFullCheckpointStorage() throws IOException {
        Path filler = cluster.checkpointDirectory().resolve("filler");
        cluster.awaitCheckpoints("failed", () -> fill(filler));
        sendAndAwait();
        Files.delete(filler);
        cluster.awaitCheckpoint();
    }

    /** Fills the file system; called repeatedly, because old checkpoints are deleted meanwhile. */
    private static void fill(Path file) {
        byte[] page = new byte[4096];
        try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Packets that arrive meanwhile wait in the ring or are counted as lost. */
    private void continuesWithAnotherJobManager() throws Exception {
        long before = packets();
        int sent;
        try (HostTraffic traffic = network.traffic(2, 1, FLOWS)) {
            traffic.start();
            cluster.awaitCheckpoint();
            cluster.killJobManager();
            cluster.await(READY, answer -> !isUp(answer));
            cluster.startJobManager();
            cluster.await(READY, JobManagerLossIT::isUp);
            sent = traffic.stop();
        }
        cluster.await("/api/v1/gaps", answer -> packets() + lost(answer) == before + sent);
        sendAndAwait();
    }

    private static boolean isUp(JsonNode health) {
        return health.path("status").asText().equals("UP");
    }

    private static long lost(JsonNode gaps) {
        long drops = 0;
        for (JsonNode gap : gaps.path("gaps")) {
            drops += gap.get("drops").asLong();
        }
        return drops;
    }

    private void sendAndAwait() throws IOException {
        long before = packets();
        network.send(2, 1, FLOWS, ROUNDS);
        cluster.await(
                STATISTICS, answer -> answer.path("packets").asLong() == before + FLOWS * ROUNDS);
    }

    private long packets() {
        return cluster.get(STATISTICS).path("packets").asLong();
    }

    private JsonNode ids() {
        return cluster.get("/api/v1/flows?fields=id&sort=id").get("flows");
    }
}
