package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.flink.ClusterStatus.Failure;
import io.ringflow.cli.flink.ClusterStatus.Manager;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterStatusTest {

    private static final Duration GATHER = Duration.ofSeconds(30);
    private static final String TRACE =
            """
            org.apache.flink.runtime.JobException: Recovery is suppressed
            \tat io.example.Outer.run(Outer.java:1)
            Caused by: java.io.IOException: Insufficient number of network buffers: required 31
            \tat io.example.Inner.run(Inner.java:2)
            \t... 3 more
            """;

    @Test
    void namesHostsThatRunJoinAndAreMissing() {
        ClusterStatus status =
                new ClusterStatus(
                        List.of(
                                new Manager("web-1-aa", 2),
                                new Manager("web-2-bb", 2),
                                new Manager("web-3-cc", 1)),
                        Set.of("web-1-aa", "web-2-bb"),
                        "RUNNING",
                        true,
                        List.of(new Failure(0, "web-4-dd", TRACE)));

        assertThat(status.lines(GATHER))
                .containsExactly(
                        "hosts: web-1 (2 slots), web-2 (2 slots)",
                        "joining: web-3 (1 slot)",
                        "missing: web-4",
                        "last failure: 1970-01-01T00:00:00Z web-4: java.io.IOException:"
                                + " Insufficient number of network buffers: required 31",
                        "waits for: more hosts to join within cluster.gather of 30 s, then a"
                                + " checkpoint; then the tasks restart with them");
    }

    @Test
    void hostThatIsBackIsNotMissing() {
        ClusterStatus status =
                new ClusterStatus(
                        List.of(new Manager("web-1-new", 2)),
                        Set.of("web-1-new"),
                        "RUNNING",
                        true,
                        List.of(new Failure(0, "web-1-old", "java.lang.Exception: lost")));

        assertThat(status.lines(GATHER))
                .containsExactly(
                        "hosts: web-1 (2 slots)",
                        "last failure: 1970-01-01T00:00:00Z web-1: java.lang.Exception: lost");
    }

    @Test
    void jobWithoutSlotsWaitsForThem() {
        ClusterStatus status =
                new ClusterStatus(List.of(), Set.of("web-1-aa"), "CREATED", false, List.of());

        assertThat(status.lines(GATHER))
                .containsExactly(
                        "missing: web-1",
                        "waits for: slots; start \"ringflow taskmanager\" on the hosts to capture");
    }

    @Test
    void restartingJobWaitsForItsTasks() {
        List<Manager> managers = List.of(new Manager("web-1-aa", 2));
        assertThat(
                        new ClusterStatus(managers, Set.of(), "RESTARTING", false, List.of())
                                .lines(GATHER))
                .contains("waits for: slots to settle, then the tasks start");
        assertThat(new ClusterStatus(managers, Set.of(), "RUNNING", false, List.of()).lines(GATHER))
                .contains("waits for: all tasks to start");
    }
}
