package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link ManyHosts} under traffic that grow from one host: what joins, a checkpoint, network
 * buffers and a question cost at each size. The system property {@code ringflow.hosts} says how
 * many hosts there are at the end, twenty by default; {@code ringflow.patience} is the number of
 * minutes to wait for each step. Prints what it measures. Runs only if {@code -Dit.test} names it.
 */
@SuppressWarnings("try") // close waits for threads
class ScalingBenchmark {

    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, 12, 16, 20);
    private static final int HOSTS = Integer.getInteger("ringflow.hosts", 20);
    private static final int FLOWS = 5;
    private static final int PACKETS_PER_SECOND = 50;

    /** The CPU time of this long without questions is taken off that with questions. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final int ROUNDS = 100;

    /** Stays below the rate limit. */
    private static final Duration PAUSE = Duration.ofMillis(30);

    private static final List<String> QUESTIONS =
            List.of(
                    "/api/v1/statistics",
                    "/api/v1/flows?limit=100",
                    "/api/v1/timeseries?metric=packets&step=1m&from=1h",
                    "/api/v1/interfaces");

    @TempDir Path directory;

    private HostCluster cluster;

    @Test
    void costsOfEachSize() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        // The traffic comes from a host without a TaskManager.
        try (ManyHosts hosts =
                        new ManyHosts(HOSTS + 1, directory, Map.of("capture.ring.blocks", "64"));
                CountedTraffic traffic =
                        new CountedTraffic(hosts.network(), HOSTS, FLOWS, PACKETS_PER_SECOND)) {
            cluster = hosts.cluster();
            int started = 0;
            for (int size : SIZES.stream().filter(each -> each <= HOSTS).toList()) {
                Instant start = Instant.now();
                while (started < size) {
                    started++;
                    cluster.startTaskManager(started);
                }
                if (size == SIZES.getFirst()) {
                    cluster.submit();
                }
                hosts.awaitCaptured(size);
                long seconds = Duration.between(start, Instant.now()).toSeconds();
                print(size, "captured " + seconds + " s after the last of them were started");
                cluster.job().awaitCheckpoint();
                print(size, "network buffers " + range(hosts.networkBytes()) + " bytes");
                print(size, "a checkpoint has " + cluster.job().checkpointBytes() + " bytes");
                print(size, "resident, MB: " + range(taskManagers()));
                ask(size);
            }
            assertThat(traffic.sent().packets()).as("packets sent").isPositive();
        }
    }

    private void ask(int size) {
        QUESTIONS.forEach(cluster::awaitComplete); // classes are loaded
        Cpu before = cpu();
        LockSupport.parkNanos(QUIET.toNanos());
        Cpu quiet = cpu().minus(before);
        print(size, "CPU without questions: " + quiet.per(QUIET.toSeconds()) + " a second");
        before = cpu();
        Instant start = Instant.now();
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String question : QUESTIONS) {
                Instant asked = Instant.now();
                assertThat(cluster.ask(question).status()).as(question).isEqualTo(200);
                millis.add(Duration.between(asked, Instant.now()).toMillis());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        double share = (double) Duration.between(start, Instant.now()).toNanos() / QUIET.toNanos();
        Cpu questions = cpu().minus(before).minus(quiet.times(share));
        Collections.sort(millis);
        print(
                size,
                "%d questions, half within %d ms, 99 of 100 within %d ms; CPU of each: %s"
                        .formatted(
                                millis.size(),
                                millis.get(millis.size() / 2),
                                millis.get(millis.size() * 99 / 100),
                                questions.per(millis.size())));
    }

    /** CPU time, milliseconds. */
    private record Cpu(double jobManager, double queryServer, double taskManagers) {

        private Cpu minus(Cpu other) {
            return new Cpu(
                    jobManager - other.jobManager,
                    queryServer - other.queryServer,
                    taskManagers - other.taskManagers);
        }

        private Cpu times(double factor) {
            return new Cpu(jobManager * factor, queryServer * factor, taskManagers * factor);
        }

        private String per(long count) {
            return "JobManager %.1f ms, query server %.1f ms, all TaskManagers %.1f ms"
                    .formatted(jobManager / count, queryServer / count, taskManagers / count);
        }
    }

    private Cpu cpu() {
        double[] millis = new double[3];
        cluster.parts()
                .forEach(
                        (part, process) -> {
                            int which =
                                    switch (part) {
                                        case "jobmanager" -> 0;
                                        case "query-server" -> 1;
                                        default -> 2;
                                    };
                            Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
                            millis[which] += used.toNanos() / 1e6;
                        });
        return new Cpu(millis[0], millis[1], millis[2]);
    }

    private List<Long> taskManagers() throws IOException {
        return ResidentMemory.megabytes(cluster.parts()).entrySet().stream()
                .filter(part -> part.getKey().startsWith("taskmanager"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String range(List<Long> values) {
        return Collections.min(values) + " to " + Collections.max(values);
    }

    @SuppressWarnings("SystemOut") // the result of a run by hand
    private static void print(int hosts, String text) {
        System.out.println("ScalingBenchmark: " + hosts + " hosts: " + text);
    }
}
