package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, for hosts in network namespaces on a bridge, and about 350 MB for each. A TaskManager
 * with one slot and a small heap captures each host; hosts join one after the other and two at
 * once. The system property {@code ringflow.hosts} says how many hosts there are, twenty by
 * default; {@code ringflow.patience} is the number of minutes to wait for each step. Prints what it
 * measures. Runs only if {@code -Dit.test} names it.
 */
class ManyHostsBenchmark {

    private static final int HOSTS = Integer.getInteger("ringflow.hosts", 20);
    private static final int LATE = 4;
    private static final int STARTED_AT_ONCE = 4;
    private static final Duration GATHER = Duration.ofSeconds(10);
    private static final int FLOWS = 20;
    private static final int PACKETS_EACH = 50;
    private static final int SENT_EACH = FLOWS * PACKETS_EACH;
    private static final String INTERFACES = "/api/v1/interfaces";
    private static final String STATISTICS = "/api/v1/statistics";

    @TempDir Path directory;

    /** When the tasks of the job were started. */
    private final Set<Long> starts = new TreeSet<>();

    private HostCluster cluster;
    private HostNetwork network;

    /** Packets of each flow; a flow goes from a host to the next one, and both see it. */
    private long sentPerFlow;

    @Test
    void everyHostIsCapturedAndJoinsAreGathered() throws Exception {
        assertThat(HOSTS).as("ringflow.hosts").isGreaterThan(LATE);
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        network = new HostNetwork(HOSTS);
        cluster = new HostCluster(network, directory, settings());
        try {
            start();
            sendAround(HOSTS - LATE);
            joinOneAfterTheOther();
            joinTwoAtOnce();
            sendAround(HOSTS);
            print("memory in MB: " + ResidentMemory.megabytes(cluster.parts()));
        } finally {
            cluster.close();
            network.close();
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("cluster.gather", GATHER.toSeconds() + "s");
        settings.put("flink.taskmanager.numberOfTaskSlots", "1");
        settings.put("flink.heartbeat.timeout", "60 s");
        settings.put("flink.execution.checkpointing.interval", "5 s");
        // Processes that share two processors answer late.
        settings.put("flink.pekko.ask.timeout", "60 s");
        settings.put("flink.pekko.startup-timeout", "120 s");
        return settings;
    }

    private void start() throws Exception {
        cluster.heap("160m");
        Instant start = Instant.now();
        for (int host = 1; host <= HOSTS - LATE; host++) {
            cluster.startTaskManager(host);
            if (host % STARTED_AT_ONCE == 0 || host == HOSTS - LATE) {
                awaitRegistered(host);
            }
        }
        print(HOSTS - LATE + " TaskManagers registered after " + secondsSince(start) + " s");
        start = Instant.now();
        cluster.submit();
        awaitCaptured(HOSTS - LATE);
        print(HOSTS - LATE + " hosts captured " + secondsSince(start) + " s after the submission");
        cluster.job().awaitCheckpoint();
    }

    private void awaitRegistered(int hosts) throws IOException {
        cluster.await(
                HostCluster.FLINK,
                "/taskmanagers",
                answer -> answer.path("taskmanagers").size() == hosts);
    }

    private void joinOneAfterTheOther() throws Exception {
        for (int host = HOSTS - LATE + 1; host <= HOSTS - LATE / 2; host++) {
            Instant start = Instant.now();
            int before = starts.size();
            cluster.startTaskManager(host);
            awaitCaptured(host);
            print("host " + host + " captured after " + secondsSince(start) + " s");
            assertThat(starts).hasSize(before + 1);
            assertExact();
            // The period since the restart is over.
            LockSupport.parkNanos(GATHER.toNanos());
        }
    }

    private void joinTwoAtOnce() throws Exception {
        Instant start = Instant.now();
        int before = starts.size();
        for (int host = HOSTS - LATE / 2 + 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        awaitCaptured(HOSTS);
        print("two hosts at once captured after " + secondsSince(start) + " s");
        print("with " + (starts.size() - before) + " restart of the tasks");
        // On a busy machine, the second may register after the period.
        assertThat(starts).hasSizeBetween(before + 1, before + 2);
        assertExact();
    }

    /** Notes when the tasks were started last; each start lasts longer than a request. */
    private void noteStart() {
        long since = cluster.job().runningSince();
        if (since > 0) {
            starts.add(since);
        }
    }

    /** Each of the first hosts sends to the next one, and the last one to the first. */
    private void sendAround(int hosts) throws Exception {
        long before = packets(cluster.get(STATISTICS));
        for (int host = 1; host <= hosts; host++) {
            network.send(host, host % hosts + 1, FLOWS, PACKETS_EACH);
        }
        cluster.await(STATISTICS, answer -> packets(answer) >= before + (long) hosts * SENT_EACH);
        assertThat(packets(cluster.get(STATISTICS))).isEqualTo(before + (long) hosts * SENT_EACH);
        sentPerFlow += PACKETS_EACH;
        assertExact();
    }

    /** All flows have two observers, and no packet is missing or counted twice. */
    private void assertExact() {
        JsonNode flows = cluster.get("/api/v1/flows?limit=10000");
        assertThat(flows.path("flows"))
                .isNotEmpty()
                .allMatch(flow -> flow.get("observers").size() == 2)
                .allMatch(flow -> flow.get("packets").asLong() % PACKETS_EACH == 0)
                .allMatch(flow -> flow.get("packets").asLong() <= sentPerFlow);
        assertThat(cluster.get("/api/v1/gaps").path("gaps")).isEmpty();
    }

    private void awaitCaptured(int hosts) throws IOException {
        cluster.await(
                INTERFACES,
                answer -> {
                    noteStart();
                    return up(answer) == hosts;
                });
        cluster.await(
                INTERFACES,
                answer -> {
                    noteStart();
                    return cluster.job().runningSince() > 0;
                });
    }

    private static long up(JsonNode answer) {
        return answer.findValuesAsText("state").stream().filter("up"::equals).count();
    }

    private static long packets(JsonNode answer) {
        return answer.path("packets").asLong();
    }

    private static long secondsSince(Instant start) {
        return Duration.between(start, Instant.now()).toSeconds();
    }

    @SuppressWarnings("SystemOut") // the result of a run by hand
    private static void print(String text) {
        System.out.println("ManyHostsBenchmark: " + text);
    }
}
