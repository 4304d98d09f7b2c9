package io.ringflow.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Observer;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CaptureMetricsTest {

    private final Map<String, Counter> counters = new HashMap<>();

    @Test
    void countsBatchesUnderTheNameOfTheirInterface() {
        CaptureMetrics metrics = new CaptureMetrics(new Group(""));
        PacketBatch batch = new PacketBatch(0);
        batch.reset(new Observer("here", "eth0"), 0);
        batch.frames = 5;
        batch.frameBytes = 500;
        batch.drops = 3;
        batch.freezes = 1;
        batch.countUndecoded(Undecoded.NOT_IP);
        batch.countUndecoded(Undecoded.BAD_RECORD);
        metrics.count(batch);
        metrics.count(batch);
        assertThat(counters)
                .hasSize(5)
                .allSatisfy((name, counter) -> assertThat(name).startsWith("interface.eth0."));
        assertThat(count("packets")).isEqualTo(10);
        assertThat(count("bytes")).isEqualTo(1000);
        assertThat(count("drops")).isEqualTo(6);
        assertThat(count("freezes")).isEqualTo(2);
        assertThat(count("undecoded")).isEqualTo(4);
    }

    private long count(String name) {
        return counters.get("interface.eth0." + name).getCount();
    }

    private final class Group extends UnregisteredMetricsGroup {

        private final String prefix;

        Group(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(prefix + key + "." + value + ".");
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(prefix + name, ignored -> new SimpleCounter());
        }
    }
}
