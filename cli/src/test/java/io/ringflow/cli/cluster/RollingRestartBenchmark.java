package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link ManyHosts} under traffic: a host leaves and comes back, two do so at once, then each
 * TaskManager restarts in turn, while a client asks all the time. The system property {@code
 * ringflow.hosts} says how many hosts there are, twenty by default, and {@code ringflow.restarts}
 * how many of them restart, by default all; {@code ringflow.patience} is the number of minutes to
 * wait for each step. Prints what it measures. Runs only if {@code -Dit.test} names it.
 */
@SuppressWarnings("try") // close waits for threads
class RollingRestartBenchmark {

    private static final int HOSTS = Integer.getInteger("ringflow.hosts", 20);
    private static final int RESTARTS = Integer.getInteger("ringflow.restarts", HOSTS);
    private static final int FLOWS = 5;
    private static final int PACKETS_PER_SECOND = 50;

    /** Each question goes to all hosts, which share the machine. */
    private static final Duration ASK_PAUSE = Duration.ofSeconds(2);

    /** A leave restarts the tasks, and so does the join after it. */
    private static final int STARTS_EACH = 2;

    private static final Map<String, String> SETTINGS =
            Map.of("flow.idleTimeout.udp", "12h", "capture.ring.blocks", "64");

    @TempDir Path directory;

    private final List<String> phases = new CopyOnWriteArrayList<>(List.of("start"));
    private final int[] restarts = new int[HOSTS + 1];

    private ManyHosts hosts;
    private HostCluster cluster;
    private CountedTraffic traffic;
    private AnswerSampler answers;

    @Test
    void everyHostLeavesAndComesBack() throws Exception {
        assertThat(HOSTS).as("ringflow.hosts").isGreaterThan(2);
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        // The traffic comes from a host without a TaskManager.
        try (ManyHosts all = new ManyHosts(HOSTS + 1, directory, SETTINGS)) {
            hosts = all;
            cluster = all.cluster();
            hosts.startTaskManagers(HOSTS);
            Instant start = Instant.now();
            cluster.submit();
            hosts.awaitCaptured(HOSTS);
            print(HOSTS + " hosts captured " + secondsSince(start) + " s after the submission");
            try (CountedTraffic sender =
                            new CountedTraffic(all.network(), HOSTS, FLOWS, PACKETS_PER_SECOND);
                    AnswerSampler sampler =
                            new AnswerSampler(cluster, sender.sent(), FLOWS, ASK_PAUSE, 1)) {
                traffic = sender;
                answers = sampler;
                cluster.job().awaitCheckpoint();
                print("bytes of network buffers: " + hosts.networkBytes());
                leaveAndComeBack(HOSTS);
                leaveAndComeBack(HOSTS - 1, HOSTS);
                for (int host = 1; host <= RESTARTS; host++) {
                    restart(host);
                }
                traffic.stop();
            }
            check();
        }
    }

    /** The job goes on without the hosts before they return. */
    private void leaveAndComeBack(int... leaving) throws Exception {
        beginPhase("leave of " + leaving.length);
        Instant start = Instant.now();
        for (int host : leaving) {
            stop(host);
        }
        hosts.awaitCaptured(HOSTS - leaving.length);
        print(leaving.length + " left, the others captured after " + secondsSince(start) + " s");
        start = Instant.now();
        int before = hosts.starts();
        for (int host : leaving) {
            cluster.startTaskManager(host);
        }
        awaitAll();
        print(leaving.length + " came back, captured after " + secondsSince(start) + " s");
        // On a busy machine, the second may register after the period.
        assertThat(hosts.starts()).isBetween(before + 1, before + leaving.length);
    }

    private void restart(int host) throws Exception {
        beginPhase("restart of host-" + host);
        Instant start = Instant.now();
        int before = hosts.starts();
        stop(host);
        cluster.startTaskManager(host);
        awaitAll();
        print("host-%d restarted, captured after %d s".formatted(host, secondsSince(start)));
        assertThat(hosts.starts()).isBetween(before + 1, before + STARTS_EACH);
    }

    private void stop(int host) {
        cluster.stopTaskManager(host);
        restarts[host]++;
    }

    private void beginPhase(String what) {
        phases.add(what);
        traffic.nextPhase();
    }

    private void awaitAll() throws IOException {
        // The job may not know yet that a host has left.
        cluster.awaitEventTime(Instant.now());
        hosts.awaitCaptured(HOSTS);
    }

    private void check() throws Exception {
        SentPackets sent = traffic.sent();
        print(answers.toString());
        answers.reasons.forEach((reason, count) -> print(count + " times " + reason));
        answers.wrong.stream().limit(10).forEach(wrong -> print("wrong: " + wrong));
        print("memory in MB: " + ResidentMemory.megabytes(cluster.parts()));
        CaptureAccounts accounts = new CaptureAccounts(cluster, sent, FLOWS, phases);
        List<Executable> checks = new ArrayList<>();
        for (int host = 1; host <= HOSTS; host++) {
            int checked = host;
            List<JsonNode> gaps = accounts.gaps(host);
            print("host-%d: %d restarts, gaps %s".formatted(host, restarts[host], gaps));
            checks.add(
                    () ->
                            assertThat(gaps)
                                    .as("gaps of host-" + checked)
                                    .hasSizeBetween(
                                            Math.min(1, restarts[checked]), restarts[checked]));
            checks.add(() -> accounts.assertMissesOnlyItsGaps(checked, Duration.ZERO));
        }
        checks.add(() -> accounts.assertSeriesAddUpToFlows(HOSTS));
        checks.add(() -> assertThat(answers.wrong).as("wrong answers").isEmpty());
        checks.add(() -> assertThat(answers.refused()).as("questions without an answer").isZero());
        assertAll(checks);
        print(
                "%d packets, %d starts of the tasks: every difference is explained"
                        .formatted(sent.packets(), hosts.starts()));
    }

    private static long secondsSince(Instant start) {
        return Duration.between(start, Instant.now()).toSeconds();
    }

    @SuppressWarnings("SystemOut") // the result of a run by hand
    private static void print(String text) {
        System.out.println("RollingRestartBenchmark: " + text);
    }
}
