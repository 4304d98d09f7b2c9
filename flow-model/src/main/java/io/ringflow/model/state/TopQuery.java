package io.ringflow.model.state;

import io.ringflow.model.filter.FilterField;
import io.ringflow.model.filter.FlowFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which keys have most traffic.
 *
 * @param by one to {@link #MAX_FIELDS} fields that make a key, such as source address and port
 * @param metric what to rank by: bytes, packets or flows
 * @param filter which flows count
 * @param window how far to look back from the watermark; nothing for all flows known
 * @param limit at most so many keys, 1 to {@link #MAX_LIMIT}
 */
public record TopQuery(
        List<FilterField> by,
        Metric metric,
        FlowFilter filter,
        Optional<Duration> window,
        int limit) {

    /** Most fields of a key. */
    public static final int MAX_FIELDS = 3;

    /** Most keys of an answer; more than people ask for, since lists are merged. */
    public static final int MAX_LIMIT = 50_000;

    public TopQuery {
        by = List.copyOf(by);
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(window, "window");
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
}
