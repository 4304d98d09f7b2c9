package io.ringflow.rpc.wire;

import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Converts queries to messages and back. Values from messages are checked: a wrong or unknown value
 * is an {@link IllegalArgumentException} or a filter exception.
 */
public final class QueryWire {

    private static final EnumWords<FlowQuery.Selection> SELECTIONS =
            new EnumWords<>("a selection", FlowQuery.Selection.values(), Enum::name);
    static final EnumWords<Resolution> RESOLUTIONS =
            new EnumWords<>("a step", Resolution.values(), Enum::name);

    private QueryWire() {}

    /** The request for a flow. */
    public static Wire.GetFlowRequest of(FlowId id) {
        return Wire.GetFlowRequest.newBuilder()
                .setKeyHash(id.keyHash())
                .setSequence(id.sequence())
                .build();
    }

    /** The id of the requested flow. */
    public static FlowId from(Wire.GetFlowRequest message) {
        return new FlowId(message.getKeyHash(), message.getSequence());
    }

    /** The request for a page of flows. */
    public static Wire.ListFlowsRequest of(FlowQuery query) {
        return Wire.ListFlowsRequest.newBuilder()
                .setFilter(query.filter().toString())
                .setSelection(query.selection().name())
                .setSort(query.sort().fieldName())
                .setDescending(query.descending())
                .setLimit(query.limit())
                .setCursor(query.cursor())
                .build();
    }

    /** The requested page. */
    public static FlowQuery from(Wire.ListFlowsRequest message) {
        return new FlowQuery(
                FlowFilter.parse(message.getFilter()),
                SELECTIONS.named(message.getSelection()),
                FlowField.named(message.getSort())
                        .orElseThrow(() -> unknown(message.getSort(), "a flow's field")),
                message.getDescending(),
                message.getLimit(),
                message.getCursor());
    }

    /** The request for all flows that match. */
    public static Wire.ScanFlowsRequest of(FlowFilter filter, FlowQuery.Selection selection) {
        return Wire.ScanFlowsRequest.newBuilder()
                .setFilter(filter.toString())
                .setSelection(selection.name())
                .build();
    }

    /** Which flows a scan selects. */
    public static FlowQuery.Selection selection(Wire.ScanFlowsRequest message) {
        return SELECTIONS.named(message.getSelection());
    }

    /** The request for a top list. */
    public static Wire.TopRequest of(TopQuery query) {
        Wire.TopRequest.Builder message =
                Wire.TopRequest.newBuilder()
                        .setMetric(query.metric().text())
                        .setFilter(query.filter().toString())
                        .setLimit(query.limit());
        query.by().forEach(field -> message.addBy(field.text()));
        query.window().ifPresent(window -> message.setWindowNanos(window.toNanos()));
        query.untilNanos().ifPresent(message::setUntilNanos);
        return message.build();
    }

    /** The requested top list. */
    public static TopQuery from(Wire.TopRequest message) {
        return new TopQuery(
                message.getByList().stream()
                        .map(
                                name ->
                                        FilterField.named(name)
                                                .orElseThrow(() -> unknown(name, "a filter field")))
                        .toList(),
                metric(message.getMetric()),
                FlowFilter.parse(message.getFilter()),
                message.hasWindowNanos()
                        ? Optional.of(Duration.ofNanos(message.getWindowNanos()))
                        : Optional.empty(),
                message.hasUntilNanos()
                        ? OptionalLong.of(message.getUntilNanos())
                        : OptionalLong.empty(),
                message.getLimit());
    }

    /** The request for time series of a dimension; others are made from flows by who asks. */
    public static Wire.SeriesRequest of(SeriesQuery query) {
        return Wire.SeriesRequest.newBuilder()
                .setMetric(query.metric().text())
                .setBy(query.rollup().orElseThrow().text())
                .addAllKeys(query.keys())
                .setLimit(query.limit())
                .setFromNanos(query.fromNanos())
                .setToNanos(query.toNanos())
                .setStep(query.step().name())
                .build();
    }

    /** The requested time series. */
    public static SeriesQuery from(Wire.SeriesRequest message) {
        return new SeriesQuery(
                metric(message.getMetric()),
                Dimension.named(message.getBy())
                        .orElseThrow(() -> unknown(message.getBy(), "a dimension")),
                message.getKeysList(),
                message.getLimit(),
                new TimeRange(message.getFromNanos(), message.getToNanos()),
                RESOLUTIONS.named(message.getStep()));
    }

    private static Metric metric(String name) {
        return Metric.named(name).orElseThrow(() -> unknown(name, "a metric"));
    }

    private static IllegalArgumentException unknown(String word, String what) {
        return new IllegalArgumentException(
                "\"" + word + "\" is not known here as " + what + "; the versions may differ");
    }
}
