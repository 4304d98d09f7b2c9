package io.ringflow.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;

/** All metrics of the flow state. Prometheus appends {@code _total} to the names of counters. */
enum StateMetric {
    PACKETS(Kind.COUNTER, "capture_packets", "Frames read from the interface"),
    BYTES(Kind.COUNTER, "capture_bytes", "Frame bytes read from the interface"),
    DROPS(Kind.COUNTER, "capture_drops", "Packets that the kernel dropped for lack of ring space"),
    FREEZES(Kind.COUNTER, "capture_freezes", "How often the ring was full"),
    UNDECODED(Kind.COUNTER, "capture_undecoded", "Frames that could not be decoded, by reason"),
    UNDECODED_TYPES(
            Kind.COUNTER,
            "capture_undecoded_types",
            "Frames that could not be decoded, by what they carried; the ten most frequent"),
    ANOMALIES(Kind.COUNTER, "capture_anomalies", "Anomalies of decoded packets, by kind"),
    GAPS(Kind.COUNTER, "capture_gaps", "Capture losses recorded"),
    RING_FILL_RATIO(
            Kind.GAUGE, "capture_ring_fill_ratio", "Share of the ring that is not read yet"),
    LOG_BYTES(Kind.GAUGE, "capture_log_bytes", "Memory of the log of a live capture"),
    LOG_FILL_RATIO(
            Kind.GAUGE, "capture_log_fill_ratio", "Share of capture.logMemory that the log takes"),
    LOG_SECONDS(
            Kind.GAUGE, "capture_log_seconds", "Event time from the log's oldest to newest entry"),
    LOG_REPLAYED(Kind.COUNTER, "capture_log_replayed", "Entries of the log that were read again"),
    INTERFACE_UP(Kind.GAUGE, "capture_up", "1 while the interface is captured, else 0"),

    CLOCK_SKEW_SECONDS(
            Kind.GAUGE,
            "capture_clock_skew_seconds",
            "How far the host's clock is ahead of the others'"),

    FLOW_PACKETS(Kind.COUNTER, "flow_packets", "Packets folded into flows"),
    FLOW_BYTES(Kind.COUNTER, "flow_bytes", "IP bytes folded into flows"),
    FLOWS_ACTIVE(Kind.GAUGE, "flows_active", "Flows open now"),
    FLOWS_RETAINED(Kind.GAUGE, "flows_retained", "Ended flows that are still queryable"),
    FLOWS_STARTED(Kind.COUNTER, "flows_started", "Flows started"),
    FLOWS_ENDED(Kind.COUNTER, "flows_ended", "Flows ended, by reason"),
    SHARD_FLOWS_LARGEST(
            Kind.GAUGE, "shard_flows_largest", "Flows in the shard with the most flows"),
    LATE_PACKETS(Kind.COUNTER, "late_packets", "Packets older than the allowed lateness"),

    EXPORT_DELIVERED(
            Kind.COUNTER, "export_delivered", "Records that the export's target has taken"),
    EXPORT_DROPPED(
            Kind.COUNTER,
            "export_dropped",
            "Records that were lost, as the export's queue was full"),
    EXPORT_RETRIES(Kind.COUNTER, "export_retries", "Failed attempts to connect or deliver"),
    EXPORT_QUEUED_RECORDS(
            Kind.GAUGE, "export_queued_records", "Records that wait for the export's target"),
    EXPORT_QUEUED_BYTES(Kind.GAUGE, "export_queued_bytes", "Memory of the records that wait"),

    PROTOCOL_RATE(
            Kind.GAUGE, "protocol_bytes_per_second", "Traffic of the last minute, by protocol"),
    PORT_RATE(Kind.GAUGE, "port_bytes_per_second", "Traffic of the last minute to the top ports"),
    SOURCE_RATE(Kind.GAUGE, "source_bytes_per_second", "Traffic of the last minute, by top source"),
    DESTINATION_RATE(
            Kind.GAUGE,
            "destination_bytes_per_second",
            "Traffic of the last minute, by top destination"),

    HISTORY_QUERIES(Kind.COUNTER, "history_queries", "Queries of the history"),
    HISTORY_QUERY_SECONDS(
            Kind.COUNTER, "history_query_seconds", "How long queries of the history took"),
    HISTORY_ROWS(
            Kind.COUNTER, "history_rows", "Flows and groups that queries of the history returned"),

    WATERMARK_LAG_SECONDS(
            Kind.GAUGE, "watermark_lag_seconds", "How far event time is behind the clock"),
    WATERMARK_SECONDS(
            Kind.GAUGE, "watermark_seconds", "Event time folded so far, seconds since the epoch"),
    SHARDS(Kind.GAUGE, "shards", "Shards of the job that answer"),
    SHARDS_EXPECTED(Kind.GAUGE, "shards_expected", "Shards that the job should have");

    private enum Kind {
        COUNTER,
        GAUGE
    }

    private final Kind kind;
    private final String metricName;
    private final String description;

    StateMetric(Kind kind, String name, String description) {
        this.kind = kind;
        this.metricName = "ringflow_" + name;
        this.description = description;
    }

    /** A snapshot of this metric with the given values. */
    MetricSnapshot snapshot(Map<Labels, Double> values) {
        MetricMetadata metadata = new MetricMetadata(metricName, description);
        return switch (kind) {
            case COUNTER ->
                    new CounterSnapshot(
                            metadata,
                            values.entrySet().stream()
                                    .map(
                                            e ->
                                                    new CounterDataPointSnapshot(
                                                            e.getValue(), e.getKey(), null, 0))
                                    .toList());
            case GAUGE ->
                    new GaugeSnapshot(
                            metadata,
                            values.entrySet().stream()
                                    .map(
                                            e ->
                                                    new GaugeDataPointSnapshot(
                                                            e.getValue(), e.getKey(), null))
                                    .toList());
        };
    }
}
