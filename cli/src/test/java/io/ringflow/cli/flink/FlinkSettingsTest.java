package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.cli.flink.FlinkSettings.Purpose;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.flink.UnsuitableFlinkException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FlinkSettingsTest {

    private static final long GIBIBYTE = 1 << 30;
    private static final Duration GATHER = Duration.ofSeconds(30);
    private static final NetworkMemory.Job JOB = new NetworkMemory.Job(16, 0);

    @Test
    void usersSettingsWin() {
        Map<String, String> given =
                Map.of(
                        "jobmanager.scheduler", "default",
                        "taskmanager.numberOfTaskSlots", "9",
                        "execution.checkpointing.dir", "file:///checkpoints",
                        "execution.checkpointing.interval", "1 min");
        assertThat(FlinkSettings.jobManager(given, GATHER).toMap())
                .containsEntry("jobmanager.scheduler", "default");
        assertThat(FlinkSettings.taskManager(given, GIBIBYTE, 2, JOB).toMap())
                .containsEntry("taskmanager.numberOfTaskSlots", "9");
        assertThat(FlinkSettings.job(given, Purpose.UNBOUNDED))
                .containsEntry("execution.checkpointing.interval", "1 min")
                .doesNotContainKey("parallelism.default");
    }

    @Test
    void restAddressIsThatOfJobManagerUnlessGiven() {
        assertThat(FlinkSettings.rest(Map.of())).hasToString("http://127.0.0.1:8081");
        assertThat(FlinkSettings.rest(Map.of("jobmanager.rpc.address", "host-1")))
                .hasToString("http://host-1:8081");
        assertThat(
                        FlinkSettings.rest(
                                Map.of(
                                        "jobmanager.rpc.address", "host-1",
                                        "rest.address", "fd00::1",
                                        "rest.port", "8443",
                                        "security.ssl.rest.enabled", "true")))
                .hasToString("https://[fd00::1]:8443");
    }

    @Test
    void warnsIfThereIsNoDirectoryForCheckpoints() {
        assertThat(FlinkSettings.job(Map.of(), Purpose.UNBOUNDED))
                .doesNotContainKey("execution.checkpointing.interval");
        assertThat(FlinkSettings.warning(Map.of()))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("flink.execution.checkpointing.dir"));
        Map<String, String> given = Map.of("execution.checkpointing.dir", "file:///checkpoints");
        assertThat(FlinkSettings.job(given, Purpose.UNBOUNDED))
                .containsEntry("execution.checkpointing.interval", "10 s");
        assertThat(FlinkSettings.warning(given)).isEmpty();
    }

    @Test
    void failedReplayRestartsOnlyWithCheckpoints() {
        assertThat(FlinkSettings.job(Map.of(), Purpose.BOUNDED))
                .containsEntry("restart-strategy.type", "none")
                .containsEntry("pipeline.name", "ringflow-replay");
        assertThat(
                        FlinkSettings.job(
                                Map.of("execution.checkpointing.dir", "file:///c"),
                                Purpose.BOUNDED))
                .containsEntry("restart-strategy.type", "exponential-delay");
    }

    @Test
    void refusesSettingsThatTheJobCantWorkWith() {
        Map<String, String> given = Map.of("state.backend.type", "rocksdb");
        List<ThrowingCallable> starts =
                List.of(
                        () -> FlinkSettings.jobManager(given, GATHER),
                        () -> FlinkSettings.taskManager(given, GIBIBYTE, 2, JOB),
                        () -> FlinkSettings.job(given, Purpose.UNBOUNDED),
                        () -> EmbeddedSettings.unbounded(given),
                        () -> EmbeddedSettings.bounded(given),
                        () -> EmbeddedSettings.servedReplay(given));
        assertThat(starts)
                .allSatisfy(
                        start ->
                                assertThatThrownBy(start)
                                        .isInstanceOf(UnsuitableFlinkException.class)
                                        .hasMessageContaining("must be hashmap"));
        // The commands that stop such a job and ask for its state still work.
        assertThat(FlinkSettings.client(given).toMap()).containsAllEntriesOf(given);
    }

    /** Flink would choose the loopback address on the JobManager's own host. */
    @Test
    void taskManagerUsesItsAddressTowardsJobManager() {
        assertThat(
                        FlinkSettings.taskManager(
                                        Map.of("jobmanager.rpc.address", "127.0.0.1"),
                                        GIBIBYTE,
                                        2,
                                        JOB)
                                .toMap())
                .containsEntry("taskmanager.host", "127.0.0.1")
                .containsEntry("taskmanager.bind-host", "127.0.0.1");
        assertThat(
                        FlinkSettings.taskManager(
                                        Map.of("taskmanager.host", "198.51.100.7"),
                                        GIBIBYTE,
                                        2,
                                        JOB)
                                .toMap())
                .containsEntry("taskmanager.host", "198.51.100.7")
                .doesNotContainKey("taskmanager.bind-host");
        assertThat(
                        FlinkSettings.taskManager(
                                        Map.of("taskmanager.host", "127.0.0.1"), GIBIBYTE, 2, JOB)
                                .toMap())
                .containsEntry("taskmanager.bind-host", "127.0.0.1");
    }

    /** Flink's default of 50 s would end the captures before hosts that were lost are back. */
    @Test
    void jobManagerKeepsSlotsWhileHostsAreAway() {
        assertThat(FlinkSettings.jobManager(Map.of(), GATHER).toMap())
                .containsEntry("slot.idle.timeout", "5 min");
    }

    /** Flink's default of 10 s would end the captures before the JobManager is back. */
    @Test
    void taskManagerKeepsSlotsWhileJobManagerIsAway() {
        assertThat(FlinkSettings.taskManager(Map.of(), GIBIBYTE, 2, JOB).toMap())
                .containsEntry("taskmanager.slot.timeout", "60 s");
        Map<String, String> available = Map.of("high-availability.type", "zookeeper");
        assertThat(FlinkSettings.taskManager(available, GIBIBYTE, 2, JOB).toMap())
                .containsEntry("taskmanager.slot.timeout", "5 min");
    }

    @Test
    void networkMemoryHasSameMinimumAndMaximum() {
        assertThat(
                        FlinkSettings.taskManager(
                                        Map.of("taskmanager.memory.network.max", "256m"),
                                        GIBIBYTE,
                                        2,
                                        JOB)
                                .toMap())
                .containsEntry("taskmanager.memory.network.min", "256m")
                .containsEntry("taskmanager.memory.network.max", "256m");
    }

    @Test
    void hostsThatComeAreGathered() {
        String adaptive = "jobmanager.adaptive-scheduler.executing.";
        assertThat(FlinkSettings.jobManager(Map.of(), GATHER).toMap())
                .containsEntry(adaptive + "resource-stabilization-timeout", "30000 ms")
                .containsEntry(adaptive + "cooldown-after-rescaling", "30000 ms");
    }

    @Test
    void refusesNetworkMemoryThatCannotCarryTheJob() {
        Map<String, String> given = Map.of("taskmanager.memory.network.max", "16m");
        NetworkMemory.Job large = new NetworkMemory.Job(200, 0);
        assertThatThrownBy(() -> FlinkSettings.taskManager(given, GIBIBYTE, 4, large))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("holds 512 network buffers")
                .hasMessageContaining("4 slots and flow.trackers of 200 need ")
                .hasMessageContaining("flink.taskmanager.numberOfTaskSlots");
        assertThat(FlinkSettings.taskManager(Map.of(), GIBIBYTE, 4, large).toMap())
                .containsKey("taskmanager.memory.network.max");
    }
}
