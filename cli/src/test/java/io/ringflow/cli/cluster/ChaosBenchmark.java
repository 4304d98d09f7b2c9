package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.cluster.ChaosFaults.Surroundings;
import io.ringflow.model.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs root, for hosts in network namespaces. Runs the distribution on them with Flink's high
 * availability, two exports and constant traffic, and lets anything fail at random; then compares
 * what was counted with what was sent. {@code benchmarks/chaos} runs it. System properties: {@code
 * ringflow.seconds}, {@code ringflow.hosts}, {@code ringflow.seed}.
 */
@SuppressWarnings("try") // close waits for threads
class ChaosBenchmark {

    private static final Duration LENGTH =
            Duration.ofSeconds(Integer.getInteger("ringflow.seconds", 300));
    private static final int HOSTS = Integer.getInteger("ringflow.hosts", 3);
    private static final long SEED = Long.getLong("ringflow.seed", new Random().nextLong(1000));
    private static final int FLOWS = 20;
    private static final int PACKETS_PER_SECOND = 500;
    private static final int ZOOKEEPER = 21_811;

    private static final Duration ASK_PAUSE = Duration.ofMillis(200);

    /** More than a part takes to roll and a checkpoint to complete. */
    private static final Duration EXPORT_PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    private final List<String> phases = new CopyOnWriteArrayList<>(List.of("start"));

    /** Resident memory of each part over time, in MB. */
    private final Map<String, List<Long>> memory = new TreeMap<>();

    private HostCluster cluster;
    private HostNetwork network;
    private CountedTraffic traffic;
    private AnswerSampler answers;
    private StreamFollower stream;
    private ChaosFaults faults;
    private Path exported;

    @Test
    void everyDifferenceIsExplained() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        exported = directory.resolve("exports");
        Path slow = directory.resolve("slow");
        print("seed " + SEED + ", " + HOSTS + " hosts, " + LENGTH.toSeconds() + " s");
        try (SmallDisk checkpoints = new SmallDisk(directory.resolve("checkpoints"), "64m");
                SmallDisk exports = new SmallDisk(exported, "256m");
                // The traffic comes from a host without a TaskManager.
                HostNetwork hosts = new HostNetwork(HOSTS + 1);
                SlowPipe pipe = new SlowPipe(slow);
                HostCluster processes = new HostCluster(hosts, directory, settings(slow))) {
            network = hosts;
            cluster = processes;
            Surroundings surroundings =
                    new Surroundings(
                            hosts,
                            checkpoints,
                            exports,
                            pipe,
                            new TaskFailures(directory),
                            new CaptureClocks(directory));
            faults = new ChaosFaults(cluster, surroundings, HOSTS, SEED);
            start();
            try (CountedTraffic sender =
                            new CountedTraffic(network, HOSTS, FLOWS, PACKETS_PER_SECOND);
                    AnswerSampler sampler =
                            new AnswerSampler(cluster, sender.sent(), FLOWS, ASK_PAUSE, SEED);
                    StreamFollower follower = new StreamFollower(cluster, sender.sent())) {
                traffic = sender;
                answers = sampler;
                stream = follower;
                cluster.job().awaitCheckpoint();
                causeFaults();
                traffic.stop();
            }
            check();
        }
    }

    private Map<String, String> settings(Path slow) {
        Map<String, String> settings = HostConfiguration.highAvailability(directory, ZOOKEEPER);
        settings.put("capture.ring.blocks", "64");
        settings.put("flow.idleTimeout.udp", "12h");
        settings.put("flow.activeTimeout", "5s");
        settings.put(
                "export",
                """
                [{type: file, name: parts, directory: %s, format: ndjson, events: [new, update], \
                roll: {interval: 5s}}, \
                {type: file, name: slow, path: %s, format: ndjson, events: [new, update], \
                queue: {size: 64KiB}}]"""
                        .formatted(exported, slow));
        return settings;
    }

    private void start() throws Exception {
        cluster.heap("256m");
        cluster.startZooKeeper(ZOOKEEPER);
        for (int host = 1; host <= HOSTS; host++) {
            cluster.startTaskManager(host);
        }
        cluster.submit();
        cluster.awaitCaptured(HOSTS);
    }

    private void causeFaults() throws Exception {
        Random pauses = new Random(SEED);
        Instant end = Instant.now().plus(LENGTH);
        while (Instant.now().isBefore(end)) {
            Instant start = Instant.now();
            String fault = faults.next();
            phases.add(fault);
            traffic.nextPhase();
            // Some faults meet a cluster that has not recovered from the one before.
            if (pauses.nextInt(3) == 0) {
                LockSupport.parkNanos(Duration.ofSeconds(pauses.nextInt(4)).toNanos());
                print(fault);
            } else {
                Instant over = Instant.now();
                awaitRecovered();
                print(
                        "%s (%d s); recovered after %d s"
                                .formatted(
                                        fault,
                                        Duration.between(start, over).toSeconds(),
                                        Duration.between(over, Instant.now()).toSeconds()));
            }
            noteMemory();
        }
        awaitRecovered();
    }

    private void awaitRecovered() throws IOException {
        Instant now = Instant.now();
        cluster.awaitCaptured(HOSTS);
        cluster.awaitEventTime(now);
        stream.recovered();
    }

    private void noteMemory() throws IOException {
        ResidentMemory.megabytes(cluster.parts())
                .forEach(
                        (part, size) ->
                                memory.computeIfAbsent(part, of -> new ArrayList<>()).add(size));
    }

    private void check() throws Exception {
        SentPackets sent = traffic.sent();
        print(answers.toString());
        answers.wrong.stream().limit(10).forEach(wrong -> print("wrong: " + wrong));
        print("WebSockets: " + stream);
        print("memory in MB, as each event left it: " + memory);
        CaptureAccounts accounts = new CaptureAccounts(cluster, sent, FLOWS, phases);
        cluster.job().awaitCheckpoint();
        List<Executable> checks = new ArrayList<>();
        for (int host = 1; host <= HOSTS; host++) {
            int checked = host;
            List<JsonNode> gaps = accounts.gaps(host);
            print("host-%d: %d restarts, gaps %s".formatted(host, faults.restarts(host), gaps));
            checks.add(
                    () ->
                            assertThat(gaps)
                                    .filteredOn(gap -> gap.get("cause").asText().equals("restart"))
                                    .as("gaps of host-" + checked)
                                    .hasSizeLessThanOrEqualTo(faults.restarts(checked)));
            checks.add(
                    () -> {
                        if (gaps.isEmpty()) {
                            accounts.assertCountedExactly(checked);
                        } else {
                            accounts.assertMissesOnlyItsGaps(checked, faults.clockError(checked));
                        }
                    });
        }
        checks.add(() -> accounts.assertSeriesAddUpToFlows(HOSTS));
        checks.add(() -> assertThat(answers.wrong).as("wrong answers").isEmpty());
        checks.add(this::assertStreamWentOn);
        checks.add(this::assertExportedOnce);
        checks.add(this::assertMemoryIsFlat);
        checks.add(
                () ->
                        assertThat(network.drops())
                                .as("packets that this machine was too busy to pass on")
                                .isZero());
        assertAll(checks);
        print(
                "%d packets in %d s, %d faults: every difference is explained"
                        .formatted(sent.packets(), LENGTH.toSeconds(), phases.size() - 1));
    }

    /** WebSockets ended with their server only, and missed no flow without saying so. */
    private void assertStreamWentOn() {
        assertThat(stream.wrong).as("wrong messages").isEmpty();
        assertThat(stream.ended()).as("ended").isLessThanOrEqualTo(faults.serverKills());
        assertThat(stream.unreported(FLOWS)).as("flows that were not reported").isEmpty();
    }

    /** Each flow that there is was exported as new exactly once. */
    private void assertExportedOnce() throws Exception {
        List<JsonNode> flows = new ArrayList<>();
        for (int host = 1; host <= HOSTS; host++) {
            String path = "/api/v1/flows?limit=10000&fields=id,srcAddr,dstAddr,firstSeen&filter=";
            JsonNode answer = cluster.awaitComplete(path + "dstAddr=" + HostNetwork.address(host));
            answer.get("flows").forEach(flows::add);
            assertThat(answer.get("total").asInt()).isEqualTo(answer.get("flows").size());
        }
        long deadline = System.nanoTime() + EXPORT_PATIENCE.toNanos();
        Map<String, Integer> started = ExportedFlows.started(exported);
        while (System.nanoTime() < deadline
                && !flows.stream().allMatch(flow -> started.containsKey(flow.get("id").asText()))) {
            LockSupport.parkNanos(1_000_000_000);
            started.putAll(ExportedFlows.started(exported));
        }
        List<String> missing = new ArrayList<>();
        for (JsonNode flow : flows) {
            String id = flow.get("id").asText();
            if (!started.containsKey(id)) {
                missing.add(flow + " hidden in " + ExportedFlows.hiddenParts(exported, id));
            }
        }
        missing.forEach(flow -> print("not exported: " + flow));
        assertThat(missing).as("flows of %d that are not exported", flows.size()).isEmpty();
        assertThat(started.values()).containsOnly(1);
    }

    /** No part has more at the end than it had before, but for the noise of the collector. */
    private void assertMemoryIsFlat() {
        memory.forEach(
                (part, sizes) -> {
                    int third = sizes.size() / 3;
                    assertThat(most(sizes.subList(2 * third, sizes.size())))
                            .as("MB of the %s: %s", part, sizes)
                            .isLessThanOrEqualTo(most(sizes.subList(0, 2 * third)) * 115 / 100);
                });
    }

    private static long most(List<Long> sizes) {
        return sizes.stream().mapToLong(size -> size).max().orElse(Long.MAX_VALUE / 1000);
    }

    @SuppressWarnings("SystemOut") // the log of a run by hand
    private static void print(String text) {
        System.out.println("chaos " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + text);
    }
}
