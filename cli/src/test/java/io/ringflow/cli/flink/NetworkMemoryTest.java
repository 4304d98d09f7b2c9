package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class NetworkMemoryTest {

    private static final NetworkMemory.Job JOB = new NetworkMemory.Job(16, 0);

    private static NetworkMemory of(int slots, NetworkMemory.Job job) {
        return NetworkMemory.of(
                Map.of("taskmanager.numberOfTaskSlots", String.valueOf(slots)), job);
    }

    /**
     * One slot with a task of every operator: capture 17 + 5; flow-tracker 128 + 5; capture-tracker
     * 128 + 5; inputs of the windows and the store 33 + 6 × 9, their outputs 5 × 5.
     */
    @Test
    void addsUpPartitionsAndGates() {
        assertThat(of(1, JOB).requiredBuffers()).isEqualTo(22 + 133 + 133 + 33 + 54 + 25);
    }

    @Test
    void growsWithSlotsTrackersAndExports() {
        int required = of(4, JOB).requiredBuffers();
        assertThat(of(10, JOB).requiredBuffers()).isGreaterThan(required);
        assertThat(of(4, new NetworkMemory.Job(64, 0)).requiredBuffers()).isGreaterThan(required);
        assertThat(of(4, new NetworkMemory.Job(16, 3)).requiredBuffers()).isGreaterThan(required);
    }

    @Test
    void gatesThatRequireMoreAreCounted() {
        Map<String, String> settings =
                Map.of("taskmanager.network.memory.read-buffer.required-per-gate.max", "1000");
        assertThat(NetworkMemory.of(settings, JOB).requiredBuffers())
                .isGreaterThan(of(1, JOB).requiredBuffers());
    }

    @Test
    void refusesLessThanRequiredAndSaysHowMuchIs() {
        NetworkMemory network = of(1, JOB);
        int required = network.requiredBuffers();
        Map<String, String> enough =
                Map.of("taskmanager.memory.network.max", required * 32 * 1024 + "b");
        Map<String, String> less =
                Map.of("taskmanager.memory.network.max", (required - 1) * 32 * 1024 + "b");

        assertThat(network.refusal(Configuration.fromMap(enough))).isEmpty();
        assertThat(network.refusal(Configuration.fromMap(less)))
                .hasValueSatisfying(
                        text ->
                                assertThat(text)
                                        .contains("holds " + (required - 1) + " network buffers")
                                        .contains("need " + required)
                                        .contains("set it to 13m or more"));
    }

    @Test
    void defaultCarriesAnyNumberOfSlots() {
        for (int slots = 1; slots <= 64; slots *= 2) {
            NetworkMemory network = of(slots, JOB);
            Map<String, String> settings =
                    Map.of("taskmanager.memory.network.max", network.defaultSize());
            assertThat(network.refusal(Configuration.fromMap(settings))).isEmpty();
        }
    }
}
