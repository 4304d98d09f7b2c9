package io.ringflow.model.state.query;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which keys have most traffic.
 *
 * @param by one to {@link #MAX_FIELDS} fields that form the key, such as source address and port
 * @param metric what to rank by: bytes, packets or flows
 * @param filter which flows count
 * @param window how far to look back; empty for all flows known
 * @param untilNanos the end of the window, exclusive, nanoseconds since the epoch; empty for the
 *     watermark
 * @param limit maximum number of keys, 1 to {@link #MAX_LIMIT}
 */
public record TopQuery(
        List<FilterField> by,
        Metric metric,
        FlowFilter filter,
        Optional<Duration> window,
        OptionalLong untilNanos,
        int limit) {

    /** Maximum number of fields of a key. */
    public static final int MAX_FIELDS = 3;

    /**
     * Maximum number of keys of an answer; large, because lists of several processes are merged.
     */
    public static final int MAX_LIMIT = 50_000;

    public TopQuery {
        by = List.copyOf(by);
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(untilNanos, "untilNanos");
        if (by.isEmpty() || by.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("by takes one to " + MAX_FIELDS + " fields");
        }
        if (metric == Metric.DROPS || metric == Metric.GAPS) {
            throw new IllegalArgumentException("metric must be bytes, packets or flows");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
    }

    /** A query whose window ends at the watermark. */
    public TopQuery(
            List<FilterField> by,
            Metric metric,
            FlowFilter filter,
            Optional<Duration> window,
            int limit) {
        this(by, metric, filter, window, OptionalLong.empty(), limit);
    }

    /** The same query with another maximum number of keys. */
    public TopQuery withLimit(int keys) {
        return new TopQuery(by, metric, filter, window, untilNanos, keys);
    }
}
