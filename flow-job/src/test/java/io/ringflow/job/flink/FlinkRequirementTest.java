package io.ringflow.job.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkRequirementTest {

    private static StreamExecutionEnvironment environment(Map<String, String> settings) {
        return StreamExecutionEnvironment.createLocalEnvironment(
                1, Configuration.fromMap(settings));
    }

    private static void addJobTo(StreamExecutionEnvironment environment) {
        FlowJob.builder()
                .capture(FileCapture.of(List.of("office.pcap")))
                .build()
                .addTo(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "state.backend.type, rocksdb, hashmap",
        "state.backend.type, forst, hashmap",
        "state.backend.type, com.example.OtherBackendFactory, hashmap",
        "state.changelog.enabled, true, false",
        "state.size-track.keyed-state-enabled, true, false",
        "execution.runtime-mode, BATCH, STREAMING",
        "execution.runtime-mode, AUTOMATIC, STREAMING",
        "execution.checkpointing.mode, AT_LEAST_ONCE, EXACTLY_ONCE",
    })
    void refusesJob(String key, String value, String required) {
        assertThatThrownBy(() -> addJobTo(environment(Map.of(key, value))))
                .isInstanceOf(UnsuitableFlinkException.class)
                .hasMessageStartingWith(
                        "Flink's setting " + key + " is " + value + ", but must be " + required);
    }

    @Test
    void refusesSettingOfTheProgram() {
        StreamExecutionEnvironment environment = environment(Map.of());
        environment.enableCheckpointing(1000, CheckpointingMode.AT_LEAST_ONCE);
        assertThatThrownBy(() -> addJobTo(environment))
                .hasMessageContaining("execution.checkpointing.mode is AT_LEAST_ONCE");
    }

    @Test
    void namesAllSettingsThatDontSuit() {
        Map<String, String> settings =
                Map.of("state.backend.type", "rocksdb", "state.changelog.enabled", "true");
        assertThatThrownBy(() -> FlinkRequirement.check(Configuration.fromMap(settings)))
                .isInstanceOfSatisfying(
                        UnsuitableFlinkException.class,
                        unsuitable -> assertThat(unsuitable.problems()).hasSize(2));
    }

    @Test
    void acceptsRequiredAndUnsetSettings() {
        Map<String, String> settings =
                Map.of(
                        "state.backend.type", "HashMap",
                        "state.changelog.enabled", "false",
                        "execution.runtime-mode", "STREAMING",
                        "execution.checkpointing.mode", "EXACTLY_ONCE");
        assertThatCode(() -> addJobTo(environment(settings))).doesNotThrowAnyException();
        assertThatCode(() -> addJobTo(environment(Map.of()))).doesNotThrowAnyException();
        String factory = "org.apache.flink.runtime.state.hashmap.HashMapStateBackendFactory";
        assertThatCode(() -> addJobTo(environment(Map.of("state.backend.type", factory))))
                .doesNotThrowAnyException();
    }

    /** A restart would fail in the same way. */
    @Test
    void failureIsNotRestarted() {
        assertThat(ThrowableClassifier.getThrowableType(new UnsuitableFlinkException(List.of(""))))
                .isEqualTo(ThrowableType.NonRecoverableError);
    }
}
