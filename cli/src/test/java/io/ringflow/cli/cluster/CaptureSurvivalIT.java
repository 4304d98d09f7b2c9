package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, for three hosts in network namespaces and a small file system for checkpoints. Runs
 * the distribution on them with Flink's high availability and constant traffic, while parts fail.
 * Hosts whose process survives must count every packet exactly, with no gap.
 *
 * <p>The system property {@code ringflow.faults} scales all of it: with 20, tasks fail 20 times, a
 * TaskManager is killed 20 times, the disk is full for 60 s, and the job is away for 30 s at 200
 * 000 packets per second. The default is a tenth of that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CaptureSurvivalIT {

    private static final int FAULTS = Integer.getInteger("ringflow.faults", 2);
    private static final Duration FULL_DISK = Duration.ofSeconds(3L * FAULTS);
    private static final Duration JOB_AWAY = Duration.ofMillis(1500L * FAULTS);
    private static final int FAST = 10_000 * FAULTS;

    private static final Duration CUT_OFF = Duration.ofSeconds(14);

    private static final int HOSTS = 3;
    private static final int KILLED = 3;
    private static final int FLOWS = 50;
    private static final int PACKETS_PER_SECOND = 1000;
    private static final int ZOOKEEPER = 21_811;
    private static final String INTERFACES = "/api/v1/interfaces";
    private static final String READY = "/health/ready";

    private final List<String> phases = new ArrayList<>(List.of("start"));
    private SmallDisk disk;
    private HostNetwork network;
    private HostCluster cluster;
    private HostJob job;
    private TaskFailures failures;
    private CountedTraffic traffic;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        disk = new SmallDisk(directory.resolve("checkpoints"), "32m");
        // The traffic comes from a host without a TaskManager.
        network = new HostNetwork(HOSTS + 1);
        cluster = new HostCluster(network, directory, settings(directory));
        failures = new TaskFailures(directory);
        cluster.startZooKeeper(ZOOKEEPER);
        for (int host = 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        cluster.submit();
        cluster.await(INTERFACES, answer -> HostCluster.hasCaptures(answer, HOSTS));
        job = cluster.job();
        traffic = new CountedTraffic(network, HOSTS, FLOWS, PACKETS_PER_SECOND);
        job.awaitCheckpoint();
    }

    private static Map<String, String> settings(Path directory) {
        Map<String, String> settings = HostConfiguration.highAvailability(directory, ZOOKEEPER);
        settings.put("capture.ring.blocks", "64");
        return settings;
    }

    @AfterAll
    void stop() throws Exception {
        if (traffic != null) {
            traffic.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (network != null) {
            network.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private void nextPhase(String what) {
        phases.add(what);
        traffic.nextPhase();
    }

    /** DEGRADED for a while after anything was lost, which the last test says more exactly. */
    private static boolean isUp(JsonNode health) {
        return List.of("UP", "DEGRADED").contains(health.path("status").asText());
    }

    /** No checkpoint completes meanwhile, so nothing is trimmed. */
    @Test
    @Order(1)
    void countsEverythingAlsoIfTasksFailWhileCheckpointStorageIsFull() throws Exception {
        nextPhase("disk full");
        Instant end = Instant.now().plus(FULL_DISK);
        job.awaitCheckpoints("failed", disk::fill);
        cluster.await(
                INTERFACES,
                answer -> {
                    disk.fill();
                    return Instant.now().isAfter(end);
                });
        failTask(2, job.operators().getFirst());
        disk.free();
        job.awaitCheckpoint();
    }

    @Test
    @Order(2)
    void countsEverythingAlsoIfTasksFail() throws Exception {
        List<String> operators = job.operators();
        for (int failure = 0; failure < FAULTS; failure++) {
            failTask(1 + failure % HOSTS, operators.get(failure % operators.size()));
        }
    }

    /** Fails a task on a host, or on the next one that has a task of the operator. */
    private void failTask(int host, String operator) throws Exception {
        nextPhase("failure of " + operator + " on host-" + host + " or the next");
        long before = job.runningSince();
        int next = host;
        while (!failures.fail(cluster.taskManager(next), operator + " (")) {
            next = next % HOSTS + 1;
            assertThat(next).as("hosts without a task of " + operator).isNotEqualTo(host);
        }
        cluster.await(INTERFACES, answer -> job.runningSince() > before);
        cluster.awaitEventTime(Instant.ofEpochMilli(job.runningSince()));
    }

    /** The rings alone would overflow after 1.3 s. */
    @Test
    @Order(3)
    void countsEverythingAlsoIfJobIsAwayUnderLoad() throws Exception {
        nextPhase("JobManager killed");
        long sent = traffic.sent().packets(2);
        traffic.rate(2, FAST);
        cluster.killJobManager();
        cluster.await(READY, answer -> !isUp(answer));
        long away = sent + FAST * JOB_AWAY.toMillis() / 1000;
        cluster.await(INTERFACES, answer -> traffic.sent().packets(2) >= away);
        cluster.startJobManager();
        cluster.await(READY, CaptureSurvivalIT::isUp);
        traffic.rate(2, PACKETS_PER_SECOND);
        cluster.awaitEventTime(Instant.now());
        job.awaitCheckpoint();
    }

    /**
     * Longer than heartbeats and ZooKeeper's sessions last, so that the job goes on without the
     * other hosts, and they without the job.
     */
    @Test
    @Order(4)
    void countsEverythingAlsoIfHostsCannotReachJobManager() throws Exception {
        nextPhase("host of the JobManager cut off");
        long before = job.runningSince();
        network.mute(1, true);
        LockSupport.parkNanos(CUT_OFF.toNanos());
        network.mute(1, false);
        cluster.await(INTERFACES, answer -> job.runningSince() > before);
        cluster.awaitCaptured(HOSTS);
        cluster.awaitEventTime(Instant.now());
    }

    @Test
    @Order(5)
    void otherHostsCountEverythingIfTaskManagerIsKilled() throws Exception {
        for (int kill = 0; kill < FAULTS; kill++) {
            nextPhase("TaskManager killed");
            cluster.killTaskManager(KILLED);
            cluster.await(INTERFACES, answer -> HostCluster.hasCaptures(answer, HOSTS - 1));
            cluster.startTaskManager(KILLED);
            cluster.await(INTERFACES, answer -> HostCluster.hasCaptures(answer, HOSTS));
            cluster.awaitEventTime(Instant.now());
        }
    }

    @Test
    @Order(6)
    void countsEqualWhatWasSent() throws Exception {
        traffic.stop();
        SentPackets sent = traffic.sent();
        System.out.printf(
                "%d tasks failed, %d TaskManagers killed, disk full for %s, job away for at least"
                        + " %s at %d packets/s; %d packets sent in %s%n",
                FAULTS + 1,
                FAULTS,
                FULL_DISK,
                JOB_AWAY,
                FAST,
                sent.packets(1) + sent.packets(2) + sent.packets(3),
                Duration.between(sent.start(), sent.end()));
        assertThat(network.drops())
                .as("packets that this machine was too busy to pass on")
                .isZero();
        CaptureAccounts accounts = new CaptureAccounts(cluster, sent, FLOWS, phases);
        assertAll(
                () -> accounts.assertCountedExactly(1),
                () -> accounts.assertCountedExactly(2),
                () -> accounts.assertSeriesAddUpToFlows(HOSTS),
                () -> accounts.assertFlowsAreWhole(1),
                () -> accounts.assertFlowsAreWhole(2),
                () -> accounts.assertMissesOnlyItsGaps(KILLED, Duration.ZERO),
                () -> assertOneGapPerKill(accounts.gaps(KILLED)));
    }

    private static void assertOneGapPerKill(List<JsonNode> gaps) {
        assertThat(gaps)
                .hasSizeBetween(1, FAULTS)
                .allSatisfy(gap -> assertThat(gap.get("cause").asText()).isEqualTo("restart"))
                .allSatisfy(gap -> assertThat(gap.get("end").asText()).isNotEmpty());
    }
}
