package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link ManyHosts} that join one after the other and two at once. The system property {@code
 * ringflow.hosts} says how many hosts there are, twenty by default; {@code ringflow.patience} is
 * the number of minutes to wait for each step. Prints what it measures. Runs only if {@code
 * -Dit.test} names it.
 */
@SuppressWarnings("try") // close waits for the processes
class ManyHostsBenchmark {

    private static final int HOSTS = Integer.getInteger("ringflow.hosts", 20);
    private static final int LATE = 4;
    private static final int FLOWS = 20;
    private static final int PACKETS_EACH = 50;
    private static final int SENT_EACH = FLOWS * PACKETS_EACH;
    private static final String STATISTICS = "/api/v1/statistics";

    @TempDir Path directory;

    private ManyHosts hosts;
    private HostCluster cluster;

    /** Packets of each flow; a flow goes from a host to the next one, and both see it. */
    private long sentPerFlow;

    @Test
    void everyHostIsCapturedAndJoinsAreGathered() throws Exception {
        assertThat(HOSTS).as("ringflow.hosts").isGreaterThan(LATE);
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        try (ManyHosts all = new ManyHosts(HOSTS, directory, Map.of())) {
            hosts = all;
            cluster = all.cluster();
            start();
            sendAround(HOSTS - LATE);
            joinOneAfterTheOther();
            joinTwoAtOnce();
            sendAround(HOSTS);
            print("memory in MB: " + ResidentMemory.megabytes(cluster.parts()));
        }
    }

    private void start() throws Exception {
        Instant start = Instant.now();
        hosts.startTaskManagers(HOSTS - LATE);
        print(HOSTS - LATE + " TaskManagers registered after " + secondsSince(start) + " s");
        start = Instant.now();
        cluster.submit();
        hosts.awaitCaptured(HOSTS - LATE);
        print(HOSTS - LATE + " hosts captured " + secondsSince(start) + " s after the submission");
        cluster.job().awaitCheckpoint();
    }

    private void joinOneAfterTheOther() throws Exception {
        for (int host = HOSTS - LATE + 1; host <= HOSTS - LATE / 2; host++) {
            Instant start = Instant.now();
            int before = hosts.starts();
            cluster.startTaskManager(host);
            hosts.awaitCaptured(host);
            print("host " + host + " captured after " + secondsSince(start) + " s");
            assertThat(hosts.starts()).isEqualTo(before + 1);
            assertExact();
            // The period since the restart is over.
            LockSupport.parkNanos(ManyHosts.GATHER.toNanos());
        }
    }

    private void joinTwoAtOnce() throws Exception {
        Instant start = Instant.now();
        int before = hosts.starts();
        for (int host = HOSTS - LATE / 2 + 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        hosts.awaitCaptured(HOSTS);
        print("two hosts at once captured after " + secondsSince(start) + " s");
        print("with " + (hosts.starts() - before) + " restart of the tasks");
        // On a busy machine, the second may register after the period.
        assertThat(hosts.starts()).isBetween(before + 1, before + 2);
        assertExact();
    }

    /** Each of the first hosts sends to the next one, and the last one to the first. */
    private void sendAround(int senders) throws Exception {
        long before = packets(cluster.get(STATISTICS));
        for (int host = 1; host <= senders; host++) {
            hosts.network().send(host, host % senders + 1, FLOWS, PACKETS_EACH);
        }
        cluster.await(STATISTICS, answer -> packets(answer) >= before + (long) senders * SENT_EACH);
        assertThat(packets(cluster.get(STATISTICS))).isEqualTo(before + (long) senders * SENT_EACH);
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
