package io.ringflow.model.state.answer;

import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import java.util.List;
import java.util.stream.Stream;

/**
 * Since when the state knows everything, in event time: nanoseconds since the epoch, or {@link
 * Long#MIN_VALUE} if it has forgotten nothing or does not know. Parts of a job add up with {@link
 * #and}.
 *
 * @param startNanos start of the first second in which a packet was captured
 * @param flowsNanos every flow with a packet at this time or later is active or retained
 * @param rollupsNanos for each {@link Resolution}, in their order: every window that starts at this
 *     time or later is kept
 * @param historyNanos every ended flow with a packet at this time or later is in memory or in the
 *     history, unless no job was running; {@link Long#MAX_VALUE} without a history
 */
public record KnownSince(
        long startNanos, long flowsNanos, List<Long> rollupsNanos, long historyNanos) {

    private static final int RESOLUTIONS = Resolution.values().length;

    /** Nothing is known about it. */
    public static final KnownSince UNKNOWN =
            new KnownSince(
                    Long.MIN_VALUE,
                    Long.MIN_VALUE,
                    Stream.generate(() -> Long.MIN_VALUE).limit(RESOLUTIONS).toList());

    /** What a job without a history knows. */
    public KnownSince(long startNanos, long flowsNanos, List<Long> rollupsNanos) {
        this(startNanos, flowsNanos, rollupsNanos, Long.MAX_VALUE);
    }

    public KnownSince {
        rollupsNanos = List.copyOf(rollupsNanos);
        if (rollupsNanos.size() != RESOLUTIONS) {
            throw new IllegalArgumentException("one time per resolution is needed");
        }
    }

    /** Since when all flows are known, active and ended ones. */
    public long allFlowsNanos() {
        return Math.max(startNanos, flowsNanos);
    }

    /** Since when all flows are known, in memory or in the history. */
    public long recordedFlowsNanos() {
        return Math.min(allFlowsNanos(), historyNanos);
    }

    /** The same with a history that has the flows since a time. */
    public KnownSince withHistory(long sinceNanos) {
        return new KnownSince(startNanos, flowsNanos, rollupsNanos, sinceNanos);
    }

    /** Since when the traffic is known in windows of a resolution. */
    public long windowsNanos(Resolution resolution) {
        return Math.max(startNanos, rollupsNanos.get(resolution.ordinal()));
    }

    /** Since when the time series of a query are known, from rollups or from flows. */
    public long seriesNanos(SeriesQuery query) {
        if (query.rollup().isEmpty()) {
            return recordedFlowsNanos();
        }
        long windows = windowsNanos(query.step());
        return query.metric().ofFlows() ? Math.min(windows, historyNanos) : windows;
    }

    /** Since when both parts of a job know everything. */
    public KnownSince and(KnownSince other) {
        return new KnownSince(
                Math.max(startNanos, other.startNanos),
                Math.max(flowsNanos, other.flowsNanos),
                Stream.of(Resolution.values())
                        .map(Resolution::ordinal)
                        .map(i -> Math.max(rollupsNanos.get(i), other.rollupsNanos.get(i)))
                        .toList(),
                Math.max(historyNanos, other.historyNanos));
    }
}
