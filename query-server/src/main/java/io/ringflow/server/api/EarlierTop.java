package io.ringflow.server.api;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.request.Comparison;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The same top list of an earlier window, by key. The window is moved back to whole seconds,
 * minutes or hours: the shortest that are kept for as long. Immutable.
 */
final class EarlierTop {

    /** Nothing to compare with. */
    static final EarlierTop NONE = new EarlierTop(Metric.BYTES, Optional.empty(), List.of(), false);

    /** Keys of the earlier list, so that a key of the list is most probably among them. */
    private static final int KEYS = 10_000;

    private final Metric metric;
    private final Optional<AnswerCoverage> coverage;
    private final Map<List<String>, TopAnswer.Entry> entries = new HashMap<>();

    /** True if a key that is not listed had no traffic. */
    private final boolean all;

    private EarlierTop(
            Metric metric,
            Optional<AnswerCoverage> coverage,
            List<TopAnswer.Entry> entries,
            boolean all) {
        this.metric = metric;
        this.coverage = coverage;
        this.all = all;
        entries.forEach(entry -> this.entries.put(entry.key(), entry));
    }

    /**
     * Asks for the earlier list.
     *
     * @param answer the answer to the query
     */
    static EarlierTop of(FlowState state, TopQuery query, TopAnswer answer, Duration earlier) {
        long watermark = answer.coverage().watermarkNanos();
        if (watermark == Long.MIN_VALUE) {
            return unknown(query, Long.MIN_VALUE, Long.MIN_VALUE);
        }
        long until = watermark - earlier.toNanos();
        long from = until - query.window().orElseThrow().toNanos();
        KnownSince known = state.health().known();
        Optional<TimeRange> range =
                answer.basis() == TopAnswer.Basis.WINDOW
                        ? keptWindow(until, until - from, known)
                        : Optional.of(new TimeRange(from, until))
                                .filter(flows -> known.allFlowsNanos() <= flows.fromNanos());
        return range.map(window -> of(state, query, answer.basis(), window))
                .orElseGet(() -> unknown(query, from, until));
    }

    private static EarlierTop unknown(TopQuery query, long from, long until) {
        return new EarlierTop(
                query.metric(),
                Optional.of(new AnswerCoverage(from, until, false)),
                List.of(),
                false);
    }

    /** The whole seconds, minutes or hours of a window of that length that ends about then. */
    private static Optional<TimeRange> keptWindow(long until, long nanos, KnownSince known) {
        for (Resolution resolution : Resolution.values()) {
            long end = resolution.windowOf(until);
            boolean whole = nanos % resolution.stepNanos() == 0;
            if (whole && known.windowsNanos(resolution) <= end - nanos) {
                return Optional.of(new TimeRange(end - nanos, end));
            }
        }
        return Optional.empty();
    }

    private static EarlierTop of(
            FlowState state, TopQuery query, TopAnswer.Basis basis, TimeRange range) {
        TopQuery before = earlierQuery(query, basis, range);
        TopAnswer answer = state.top(before);
        boolean all =
                answer.top().size() < before.limit()
                        && answer.other().bytes() == 0
                        && answer.other().flows() == 0;
        return new EarlierTop(
                query.metric(),
                Optional.of(AnswerCoverage.of(state, answer.coverage(), range)),
                answer.top(),
                all);
    }

    private static TopQuery earlierQuery(TopQuery query, TopAnswer.Basis basis, TimeRange range) {
        if (basis == TopAnswer.Basis.WINDOW) {
            return new TopQuery(
                    query.by(),
                    query.metric(),
                    query.filter(),
                    Optional.of(Duration.ofNanos(range.nanos())),
                    OptionalLong.of(range.toNanos()),
                    KEYS);
        }
        FlowFilter seen =
                FlowFilter.parse(
                        "lastSeen >= \""
                                + TimeText.of(range.fromNanos())
                                + "\" AND firstSeen < \""
                                + TimeText.of(range.toNanos())
                                + '"');
        return new TopQuery(
                query.by(), query.metric(), query.filter().and(seen), Optional.empty(), KEYS);
    }

    /** What the earlier list covers; empty if there is nothing to compare with. */
    Optional<AnswerCoverage> coverage() {
        return coverage;
    }

    /** The earlier traffic of a key; empty if it is not known. */
    Optional<TopAnswer.Entry> entry(List<String> key) {
        TopAnswer.Entry entry = entries.get(key);
        if (entry == null && all) {
            return Optional.of(new TopAnswer.Entry(key, 0, 0, 0, 0));
        }
        return Optional.ofNullable(entry);
    }

    /** The change of a key's traffic in the metric of the query; empty if there was none before. */
    OptionalDouble change(TopAnswer.Entry entry) {
        return entry(entry.key())
                .map(before -> Comparison.change(value(entry), value(before)))
                .orElse(OptionalDouble.empty());
    }

    private long value(TopAnswer.Entry entry) {
        return switch (metric) {
            case PACKETS -> entry.packets();
            case FLOWS -> entry.flows();
            default -> entry.bytes();
        };
    }
}
