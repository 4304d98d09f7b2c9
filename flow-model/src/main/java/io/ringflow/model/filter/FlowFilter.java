package io.ringflow.model.filter;

import io.ringflow.model.Flow;
import java.util.List;
import java.util.Objects;

/**
 * Which flows match, as users write it: {@code addr = 10.0.0.0/8 AND NOT dstPort IN (80, 443)}.
 * Holds its condition in a normal form, so that filters which differ only in brackets, double
 * negations or the order of values in lists are equal. Immutable, usable by any thread.
 */
public final class FlowFilter {

    /** The longest text that is read, in characters. */
    public static final int MAX_LENGTH = FilterParser.MAX_LENGTH;

    /** How deep brackets may be nested in a text. */
    public static final int MAX_DEPTH = FilterParser.MAX_DEPTH;

    /** How many values the lists of a text may have altogether. */
    public static final int MAX_VALUES = FilterParser.MAX_VALUES;

    /** Matches every flow. */
    public static final FlowFilter ALL = new FlowFilter(NormalForm.ALWAYS);

    private final Condition condition;

    private FlowFilter(Condition condition) {
        this.condition = condition;
    }

    /**
     * The filter that a text describes; a blank text matches every flow.
     *
     * @throws FilterException when the text is wrong or exceeds a limit
     */
    public static FlowFilter parse(String text) {
        return of(new FilterParser(text).condition());
    }

    /** The filter with a condition, which is brought into normal form. */
    public static FlowFilter of(Condition condition) {
        Condition normal = NormalForm.of(condition);
        return normal.equals(NormalForm.ALWAYS) ? ALL : new FlowFilter(normal);
    }

    /** The condition in normal form; {@code All} of nothing where every flow matches. */
    public Condition condition() {
        return condition;
    }

    /** True where the flow matches. */
    public boolean matches(Flow flow) {
        return condition.matches(flow);
    }

    /** The filter of the flows that match both. */
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

    /** The text that parses back to this filter, as long as it keeps the limits of a text. */
    @Override
    public String toString() {
        return ConditionText.of(condition);
    }
}
