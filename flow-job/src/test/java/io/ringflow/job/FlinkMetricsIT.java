package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.FlowStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Flink's web UI and metric reporters show of the job. Needs a mini cluster. */
@Timeout(400)
class FlinkMetricsIT {

    private static final int PACKETS = 5_000;

    @TempDir Path directory;

    private final InMemoryReporter reporter = InMemoryReporter.create();
    private JobClient job;
    private LocalFlowState state;

    private void start() throws Exception {
        Path capture = directory.resolve("random.pcap");
        new RandomTraffic(21).write(capture, PACKETS, 100);
        Configuration configuration = reporter.addToConfiguration(new Configuration());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(capture.toString()), "", 0, true, DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(100_000).withRetention(FlowSettings.RETAIN_ALL))
                .queryable(true)
                .build()
                .addTo(env);
        job = env.executeAsync();
        state = new LocalFlowState(job.getJobID());
        Waiting.until("all packets", () -> state.health().complete() && packets() == PACKETS);
    }

    private long packets() {
        return state.statistics().packets();
    }

    /** Returns the sum of all metrics whose identifiers end with a name. */
    private long sum(String name) {
        List<Long> values = new ArrayList<>();
        reporter.getMetricsByGroup()
                .forEach(
                        (group, metrics) ->
                                metrics.forEach(
                                        (metric, value) -> {
                                            if (group.getMetricIdentifier(metric).endsWith(name)) {
                                                values.add(value(value));
                                            }
                                        }));
        assertThat(values).as("metrics %s", name).isNotEmpty();
        return values.stream().mapToLong(Long::longValue).sum();
    }

    private static long value(Metric metric) {
        return metric instanceof Counter counter
                ? counter.getCount()
                : ((Number) ((Gauge<?>) metric).getValue()).longValue();
    }

    /** The last buckets may be folded after all packets were counted. */
    @Test
    void showsTheFlowsThatQueriesShow() throws Exception {
        start();
        Waiting.untilPassed(this::assertShown);
        job.cancel().get();
    }

    private void assertShown() {
        FlowStatistics expected = state.statistics();
        assertThat(sum(".flow-tracker.0.openFlows") + sum(".flow-tracker.1.openFlows"))
                .isEqualTo(expected.activeFlows());
        assertThat(sum(".retainedFlows")).isEqualTo(expected.retainedFlows());
        assertThat(sum(".startedFlows")).isEqualTo(expected.flows()).isPositive();
        long ended = 0;
        for (EndReason reason : EndReason.values()) {
            if (reason != EndReason.NONE) {
                long count = sum(".endReason." + reason.text() + ".endedFlows");
                assertThat(count)
                        .as(reason.text())
                        .isEqualTo(expected.endedFlows().get(reason.ordinal()));
                ended += count;
            }
        }
        assertThat(ended).isPositive();
        assertThat(sum(".bufferedBuckets")).isZero();
        assertThat(sum(".bufferedBytes")).isZero();
        assertThat(sum(".folds")).isPositive();
        assertThat(sum(".foldNanos")).isPositive();
        assertThat(sum(".foldWaitNanos")).isPositive();
        assertThat(sum(".resolution.second.keptWindows")).isPositive();
        assertThat(sum(".interface.random.pcap.packets")).isEqualTo(PACKETS);
        assertThat(sum(".interface.random.pcap.latePackets")).isEqualTo(expected.latePackets());
    }
}
