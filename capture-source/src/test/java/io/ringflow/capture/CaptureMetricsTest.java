package io.ringflow.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureLogStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CaptureMetricsTest {

    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge<?>> gauges = new HashMap<>();

    @Test
    void countsReportsUnderTheNameOfTheirInterface() {
        CaptureMetrics metrics = new CaptureMetrics(new Group(""));
        CaptureReport report = new CaptureReport(false);
        report.observer = new Observer("here", "eth0");
        report.packets = 5;
        report.bytes = 500;
        report.drops = 3;
        report.freezes = 1;
        report.latePackets = 4;
        report.undecoded[Undecoded.NOT_IP.ordinal()] = 2;
        metrics.count(report);
        metrics.count(report);
        assertThat(counters)
                .hasSize(6)
                .allSatisfy((name, counter) -> assertThat(name).startsWith("interface.eth0."));
        assertThat(count("packets")).isEqualTo(10);
        assertThat(count("bytes")).isEqualTo(1000);
        assertThat(count("drops")).isEqualTo(6);
        assertThat(count("freezes")).isEqualTo(2);
        assertThat(count("undecoded")).isEqualTo(4);
        assertThat(count("latePackets")).isEqualTo(8);
    }

    @Test
    void addsUpTheLogsOfAnInterface() {
        CaptureMetrics metrics = new CaptureMetrics(new Group(""));
        metrics.log("eth0", () -> log("eth0", 2, 1_000, 0.25, 5, 1));
        metrics.log("eth0", () -> log("eth0", 3, 2_000, 0.5, 3, 2));
        metrics.log("eth1", () -> log("eth1", 1, 10, 0.125, 1, 0));
        assertThat(gauges).hasSize(10);
        assertThat(gauges.get("interface.eth0.logBytes").getValue()).isEqualTo(3_000L);
        assertThat(gauges.get("interface.eth0.logEntries").getValue()).isEqualTo(5L);
        assertThat(gauges.get("interface.eth0.logFill").getValue()).isEqualTo(0.75);
        assertThat(gauges.get("interface.eth0.logMillis").getValue()).isEqualTo(5_000L);
        assertThat(gauges.get("interface.eth0.logReplayed").getValue()).isEqualTo(3L);
    }

    private static CaptureLogStatus log(
            String name, int entries, long bytes, double share, int seconds, long replayed) {
        return new CaptureLogStatus(
                new Observer("host", name),
                entries,
                bytes,
                share,
                TimeUnit.SECONDS.toNanos(seconds),
                replayed);
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
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(prefix + name, gauge);
            return gauge;
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(prefix + name, ignored -> new SimpleCounter());
        }
    }
}
