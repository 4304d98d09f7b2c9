package io.ringflow.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.ringflow.model.EndReason;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.text.PrintableText;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one scrape. Values with the same labels are added up, since a metric must not have
 * two points with the same labels: capture files in different directories may have the same name.
 * Not thread-safe.
 */
final class StateValues {

    private final Map<StateMetric, Map<Labels, Double>> values = new EnumMap<>(StateMetric.class);

    void add(InterfaceStatus status) {
        Labels labels = labels(status.observer());
        count(StateMetric.PACKETS, labels, status.packets());
        count(StateMetric.BYTES, labels, status.bytes());
        count(StateMetric.DROPS, labels, status.drops());
        count(StateMetric.FREEZES, labels, status.freezes());
        count(StateMetric.GAPS, labels, status.gaps());
        add(StateMetric.RING_FILL_RATIO, labels, status.ringFill());
        boolean up = status.state() == InterfaceStatus.State.UP;
        count(StateMetric.INTERFACE_UP, labels, up ? 1 : 0);
        if (status.clockSkewNanos() != InterfaceStatus.NO_SKEW) {
            add(StateMetric.CLOCK_SKEW_SECONDS, labels, status.clockSkewNanos() / 1e9);
        }
        status.undecoded()
                .forEach(
                        (reason, count) ->
                                count(StateMetric.UNDECODED, labels.add("reason", reason), count));
        status.undecodedTypes()
                .forEach(
                        (type, count) ->
                                count(
                                        StateMetric.UNDECODED_TYPES,
                                        labels.add("type", type),
                                        count));
        status.anomalies()
                .forEach(
                        (kind, count) ->
                                count(StateMetric.ANOMALIES, labels.add("kind", kind), count));
    }

    private static Labels labels(Observer observer) {
        return Labels.of(
                "host",
                PrintableText.of(observer.host()),
                "interface",
                PrintableText.of(observer.interfaceName()));
    }

    private void add(CaptureLogStatus log) {
        Labels labels = labels(log.observer());
        count(StateMetric.LOG_BYTES, labels, log.bytes());
        add(StateMetric.LOG_FILL_RATIO, labels, log.share());
        add(StateMetric.LOG_SECONDS, labels, log.spanNanos() / 1e9);
        count(StateMetric.LOG_REPLAYED, labels, log.replayed());
    }

    void add(FlowStatistics statistics) {
        count(StateMetric.FLOW_PACKETS, Labels.EMPTY, statistics.packets());
        count(StateMetric.FLOW_BYTES, Labels.EMPTY, statistics.bytes());
        count(StateMetric.FLOWS_STARTED, Labels.EMPTY, statistics.flows());
        count(StateMetric.FLOWS_ACTIVE, Labels.EMPTY, statistics.activeFlows());
        count(StateMetric.FLOWS_RETAINED, Labels.EMPTY, statistics.retainedFlows());
        count(StateMetric.SHARD_FLOWS_LARGEST, Labels.EMPTY, statistics.largestShardFlows());
        count(StateMetric.LATE_PACKETS, Labels.EMPTY, statistics.latePackets());
        List<Long> ended = statistics.endedFlows();
        for (int reason = 1; reason < ended.size(); reason++) {
            Labels labels = Labels.of("reason", EndReason.of(reason).text());
            count(StateMetric.FLOWS_ENDED, labels, ended.get(reason));
        }
    }

    /**
     * Adds the values of the job.
     *
     * @param now the time against which the lag of event time is measured
     */
    void add(JobHealth health, Instant now) {
        count(StateMetric.SHARDS, Labels.EMPTY, health.shards());
        count(StateMetric.SHARDS_EXPECTED, Labels.EMPTY, health.expectedShards());
        health.exports().forEach(this::add);
        health.logs().forEach(this::add);
        if (health.watermarkNanos() != Long.MIN_VALUE) {
            double watermark = health.watermarkNanos() / 1e9;
            add(StateMetric.WATERMARK_SECONDS, Labels.EMPTY, watermark);
            double lag = Math.max(0, now.toEpochMilli() / 1e3 - watermark);
            add(StateMetric.WATERMARK_LAG_SECONDS, Labels.EMPTY, lag);
        }
    }

    private void add(ExportStatus export) {
        Labels labels = Labels.of("export", PrintableText.of(export.name()));
        count(StateMetric.EXPORT_DELIVERED, labels, export.delivered());
        count(StateMetric.EXPORT_DROPPED, labels, export.dropped());
        count(StateMetric.EXPORT_RETRIES, labels, export.retries());
        count(StateMetric.EXPORT_QUEUED_RECORDS, labels, export.queuedRecords());
        count(StateMetric.EXPORT_QUEUED_BYTES, labels, export.queuedBytes());
    }

    void add(HistoryStatus history) {
        count(StateMetric.HISTORY_QUERIES, Labels.EMPTY, history.queries());
        add(StateMetric.HISTORY_QUERY_SECONDS, Labels.EMPTY, history.nanos() / 1e9);
        count(StateMetric.HISTORY_ROWS, Labels.EMPTY, history.rows());
    }

    MetricSnapshots snapshots() {
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        values.forEach((metric, points) -> snapshots.metricSnapshot(metric.snapshot(points)));
        return snapshots.build();
    }

    private void count(StateMetric metric, Labels labels, long value) {
        add(metric, labels, (double) value); // exact up to 2^53
    }

    /** Adds to a value, which is 0 at first. */
    void add(StateMetric metric, Labels labels, double value) {
        values.computeIfAbsent(metric, added -> new LinkedHashMap<>())
                .merge(labels, value, Double::sum);
    }
}
