package io.ringflow.model.filter.condition;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.Condition.All;
import io.ringflow.model.filter.condition.Condition.Any;
import io.ringflow.model.filter.condition.Condition.Not;
import io.ringflow.model.filter.condition.Condition.NumberIn;
import java.util.List;

/**
 * When the last packet of a matching flow can have been, as far as a condition says it plainly.
 *
 * @param fromNanos the earliest time, nanoseconds since the epoch; {@link Long#MIN_VALUE} if any
 * @param toNanos the latest time, inclusive; {@link Long#MAX_VALUE} if any
 * @param given true if the condition compares {@code firstSeen} or {@code lastSeen} with a time at
 *     all, so that it asks for the past
 */
public record TimeBounds(long fromNanos, long toNanos, boolean given) {

    private static final TimeBounds NONE = new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE, false);

    /** The bounds that follow from a condition. */
    public static TimeBounds of(Condition condition) {
        return switch (condition) {
            case All all -> both(all.conditions());
            case Any any -> either(any.conditions());
            case Not not -> new TimeBounds(NONE.fromNanos, NONE.toNanos, of(not.condition()).given);
            case NumberIn in -> ofTime(in);
            default -> NONE;
        };
    }

    private static TimeBounds ofTime(NumberIn in) {
        long from = in.ranges().from(0);
        if (in.field().is(FlowField.LAST_SEEN)) {
            return new TimeBounds(from, in.ranges().to(in.ranges().size() - 1), true);
        }
        // A flow's last packet is not before its first one.
        return in.field().is(FlowField.FIRST_SEEN)
                ? new TimeBounds(from, Long.MAX_VALUE, true)
                : NONE;
    }

    private static TimeBounds both(List<Condition> conditions) {
        return conditions.stream()
                .map(TimeBounds::of)
                .reduce(
                        NONE,
                        (a, b) ->
                                new TimeBounds(
                                        Math.max(a.fromNanos, b.fromNanos),
                                        Math.min(a.toNanos, b.toNanos),
                                        a.given || b.given));
    }

    private static TimeBounds either(List<Condition> conditions) {
        return conditions.stream()
                .map(TimeBounds::of)
                .reduce(
                        (a, b) ->
                                new TimeBounds(
                                        Math.min(a.fromNanos, b.fromNanos),
                                        Math.max(a.toNanos, b.toNanos),
                                        a.given || b.given))
                .orElse(NONE);
    }
}
