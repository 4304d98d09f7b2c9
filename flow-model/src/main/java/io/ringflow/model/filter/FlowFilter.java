package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.NormalForm;
import io.ringflow.model.filter.parse.FilterParser;
import io.ringflow.model.filter.print.ConditionText;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A filter of flows, such as {@code addr = 10.0.0.0/8 AND NOT dstPort IN (80, 443)}. Its condition
 * is in normal form, so filters that differ only in brackets, double negations or the order of
 * values in lists are equal. Immutable.
 */
public final class FlowFilter {

    /** Maximum length of a text, in characters. */
    public static final int MAX_LENGTH = FilterParser.MAX_LENGTH;

    /** Maximum depth of nested brackets in a text. */
    public static final int MAX_DEPTH = FilterParser.MAX_DEPTH;

    /** Maximum number of values in all lists of a text. */
    public static final int MAX_VALUES = FilterParser.MAX_VALUES;

    /** Matches every flow. */
    public static final FlowFilter ALL = new FlowFilter(NormalForm.ALWAYS);

    private final Condition condition;

    private FlowFilter(Condition condition) {
        this.condition = condition;
    }

    /**
     * Parses a filter; a blank text matches every flow.
     *
     * @throws FilterException if the text is wrong or exceeds a limit
     */
    public static FlowFilter parse(String text) {
        return parse(text, FlowFilter::clockNanos);
    }

    /**
     * Parses a filter in which durations count back from a given moment, so that {@code lastSeen >
     * 1m} becomes a comparison with a fixed time.
     *
     * @param nowNanos nanoseconds since the epoch; read only if the text has such a duration
     * @throws FilterException if the text is wrong or exceeds a limit
     */
    public static FlowFilter parse(String text, LongSupplier nowNanos) {
        return of(new FilterParser(text, nowNanos).condition());
    }

    /**
     * Returns true if a text has durations that count back from now, so that it means something
     * else at another time.
     *
     * @throws FilterException if the text is wrong or exceeds a limit
     */
    public static boolean isRelative(String text) {
        AtomicBoolean relative = new AtomicBoolean();
        parse(
                text,
                () -> {
                    relative.set(true);
                    return 0;
                });
        return relative.get();
    }

    private static long clockNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    /** The filter with a condition, which is converted to normal form. */
    public static FlowFilter of(Condition condition) {
        Condition normal = NormalForm.of(condition);
        return normal.equals(NormalForm.ALWAYS) ? ALL : new FlowFilter(normal);
    }

    /** The condition in normal form; an empty {@code All} if every flow matches. */
    public Condition condition() {
        return condition;
    }

    /** Returns true if the flow matches. */
    public boolean matches(Flow flow) {
        return condition.matches(flow);
    }

    /** The filter of the flows that match both filters. */
    public FlowFilter and(FlowFilter other) {
        return of(new Condition.All(List.of(condition, other.condition)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowFilter filter && condition.equals(filter.condition);
    }

    @Override
    public int hashCode() {
        return Objects.hash(condition);
    }

    /** A text that parses to this filter, unless it exceeds the limits of a text. */
    @Override
    public String toString() {
        return ConditionText.of(condition);
    }
}
