package io.ringflow.model.state.series;

import io.ringflow.model.Flow;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The traffic of each key in a time range, from which the largest are chosen. Not thread-safe. */
public final class KeySums {

    /** Maximum number of keys; each takes about a hundred bytes. */
    private static final int MAX_KEYS = 1_000_000;

    private final TimeRange range;
    private final FlowShares shares;
    private final Map<String, Long> sums = new HashMap<>();

    /** Sums for a query, in a part of its time. */
    public KeySums(SeriesQuery query, TimeRange range) {
        this.range = range;
        this.shares = new FlowShares(query, range);
    }

    /**
     * Adds a flow.
     *
     * @return true, since all flows are wanted
     * @throws StateException if there are too many keys
     */
    public boolean add(Flow flow) {
        shares.of(flow, (key, life) -> add(key, life.in(range)));
        return true;
    }

    /** Adds traffic to a key. */
    public void add(String key, long value) {
        if (value == 0) {
            return;
        }
        sums.merge(key, value, Long::sum);
        if (sums.size() > MAX_KEYS) {
            throw new StateException(
                    Reason.REFUSED,
                    "there are more than a million keys; choose a filter or another field");
        }
    }

    /** The sum of each key that has traffic. */
    public Map<String, Long> sums() {
        return sums;
    }

    /** The keys with most traffic, the largest first. */
    public List<String> largest(int limit) {
        return sums.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
