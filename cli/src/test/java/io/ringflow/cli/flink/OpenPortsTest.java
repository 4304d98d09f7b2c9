package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenPortsTest {

    @Test
    void warnsAboutPortsThatOtherHostsReach() {
        assertThat(OpenPorts.ofJobManager(jobManager("jobmanager.rpc.address", "10.0.0.1")))
                .hasValueSatisfying(
                        warning ->
                                assertThat(warning)
                                        .contains(
                                                "10.0.0.1",
                                                "whoever reaches them",
                                                "6123 (RPC)",
                                                "6124 (BLOB server)",
                                                "6125 (metrics)",
                                                "cluster.keys"));
    }

    @Test
    void warnsAboutPortsThatOtherUsersOfTheHostReach() {
        assertThat(OpenPorts.ofJobManager(jobManager("rest.port", "0")))
                .hasValueSatisfying(
                        warning ->
                                assertThat(warning)
                                        .contains("127.0.0.1", "every user of this host", "6123"));
        assertThat(
                        OpenPorts.ofTaskManager(
                                FlinkSettings.taskManager(
                                        Map.of(), 1L << 30, 2, new NetworkMemory.Job(16, 0))))
                .hasValueSatisfying(
                        warning ->
                                assertThat(warning)
                                        .contains("6122 (RPC)", "6121 (data)", "6126 (metrics)"));
    }

    @Test
    void doesNotWarnAboutPortsThatNeedCertificate() {
        assertThat(OpenPorts.ofJobManager(jobManager("security.ssl.internal.enabled", "true")))
                .isEmpty();
    }

    private static org.apache.flink.configuration.Configuration jobManager(
            String key, String value) {
        return FlinkSettings.jobManager(Map.of(key, value), Duration.ZERO);
    }
}
