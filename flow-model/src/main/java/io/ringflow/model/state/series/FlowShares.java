package io.ringflow.model.state.series;

import io.ringflow.model.Flow;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.FilterField.Several;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** The keys of a flow, and what it contributes to each in parts of its life. Immutable. */
final class FlowShares {

    private final SeriesQuery query;
    private final TimeRange range;

    /**
     * What flows contribute to a query.
     *
     * @param range the time in which they do
     */
    FlowShares(SeriesQuery query, TimeRange range) {
        this.query = query;
        this.range = range;
    }

    /** What a flow has of the metric between two moments. */
    @FunctionalInterface
    interface Share {
        long between(long fromNanos, long toNanos);
    }

    /** What the moments are that a flow contributes in, and what it does. */
    record Life(long firstNanos, long lastNanos, Share share) {

        /** What the flow has in the whole range. */
        long in(TimeRange range) {
            return share.between(range.fromNanos(), range.toNanos());
        }
    }

    /** Hands out each key of a flow with what the flow contributes to it. */
    void of(Flow flow, BiConsumer<String, Life> receiver) {
        FilterField by = query.by().orElse(null);
        if (by == Several.HOST || by == Several.INTERFACE) {
            for (ObserverCount seen : flow.observers()) {
                receiver.accept(
                        by == Several.HOST ? seen.observer().host() : seen.observer().text(),
                        life(seen.firstNanos(), seen.lastNanos(), seen.packets(), seen.bytes()));
            }
            return;
        }
        Life life = life(flow.firstNanos(), flow.lastNanos(), flow.packets(), flow.bytes());
        if (by == null) {
            receiver.accept("", life);
            return;
        }
        Set<String> keys = new LinkedHashSet<>();
        for (FlowField field : by.fields()) {
            keys.add(field.text(flow).orElse(""));
        }
        keys.forEach(key -> receiver.accept(key, life));
    }

    private Life life(long first, long last, long packets, long bytes) {
        PacketSpread spread = new PacketSpread(first, last, packets, bytes);
        Share share =
                switch (query.metric()) {
                    case BYTES -> (from, to) -> spread.bytesBefore(to) - spread.bytesBefore(from);
                    case PACKETS ->
                            (from, to) -> spread.packetsBefore(to) - spread.packetsBefore(from);
                    default -> (from, to) -> from <= first && first < to ? 1 : 0;
                };
        return new Life(
                Math.max(first, range.fromNanos()),
                Math.min(query.metric() == Metric.FLOWS ? first : last, range.toNanos() - 1),
                share);
    }
}
