package io.ringflow.model.filter;

import io.ringflow.model.*;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Which flows match: a conjunction of equalities, written {@code srcAddr = 10.0.0.1 AND dstPort =
 * 443}. Immutable, usable by any thread.
 *
 * @param terms all of them must hold; none matches every flow
 */
public record FlowFilter(List<Equality> terms) {

    /** Matches every flow. */
    public static final FlowFilter ALL = new FlowFilter(List.of());

    /**
     * A field equals a value.
     *
     * @param field the field
     * @param value the value as a user writes it
     */
    public record Equality(FlowField field, String value) {

        boolean matches(Flow flow) {
            return field.text(flow).filter(value::equals).isPresent();
        }

        @Override
        public String toString() {
            return field.fieldName() + " = " + FilterParser.quoteWhereNeeded(value);
        }
    }

    public FlowFilter {
        terms = List.copyOf(terms);
    }

    /**
     * The filter that a text describes; an empty text matches every flow.
     *
     * @throws FilterException when the text is wrong
     */
    public static FlowFilter parse(String text) {
        return new FlowFilter(new FilterParser(text).terms());
    }

    /** True where the flow matches. */
    public boolean matches(Flow flow) {
        for (Equality term : terms) {
            if (!term.matches(flow)) {
                return false;
            }
        }
        return true;
    }

    /** The filter of the flows that match both. */
    public FlowFilter and(FlowFilter other) {
        List<Equality> all = new ArrayList<>(terms);
        all.addAll(other.terms);
        return new FlowFilter(all);
    }

    /** The text that parses back to this filter. */
    @Override
    public String toString() {
        return terms.stream().map(Objects::toString).collect(Collectors.joining(" AND "));
    }

    /** The names of fields nearest to a misspelt one. */
    static String nearestField(String name) {
        return List.of(FlowField.values()).stream()
                .map(FlowField::fieldName)
                .min(Comparator.comparingInt(known -> EditDistance.between(known, name)))
                .orElseThrow();
    }
}
