package io.ringflow.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.text.PrintableText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A metric with the traffic of the keys of one field that had most of it in the last minute, and of
 * all others. Never more than {@link #KEYS} keys at a time, so that a scan of addresses or ports
 * doesn't flood Prometheus with series.
 *
 * @param metric the metric's name and meaning
 * @param field whose values are the keys
 * @param label names the field in Prometheus
 */
record TopTraffic(StateMetric metric, FlowField field, String label) {

    static final List<TopTraffic> ALL =
            List.of(
                    new TopTraffic(StateMetric.PROTOCOL_RATE, FlowField.PROTOCOL, "protocol"),
                    new TopTraffic(StateMetric.PORT_RATE, FlowField.DST_PORT, "port"),
                    new TopTraffic(StateMetric.SOURCE_RATE, FlowField.SRC_ADDR, "address"),
                    new TopTraffic(StateMetric.DESTINATION_RATE, FlowField.DST_ADDR, "address"));

    private static final int KEYS = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final String OTHER = "other";

    /** Adds the traffic in the minute before the watermark, in bytes per second. */
    void read(FlowState state, StateValues values) {
        TopAnswer answer =
                state.top(
                        new TopQuery(
                                List.of(FilterField.named(field.fieldName()).orElseThrow()),
                                Metric.BYTES,
                                FlowFilter.ALL,
                                Optional.of(WINDOW),
                                KEYS));
        for (TopAnswer.Entry entry : answer.top()) {
            add(values, entry.key().getFirst(), entry);
        }
        if (answer.other().bytes() > 0) {
            add(values, OTHER, answer.other());
        }
    }

    private void add(StateValues values, String key, TopAnswer.Entry entry) {
        values.add(
                metric,
                Labels.of(label, PrintableText.of(key)),
                (double) entry.bytes() / WINDOW.toSeconds());
    }
}
