package io.ringflow.model.filter.condition;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FieldKind;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a flow must fulfil to match a filter. The logic is two-valued: a test of a field that the
 * flow does not have is false, and {@link Not} of that test is true. Immutable.
 */
public sealed interface Condition {

    /** Returns true if the flow fulfils the condition. */
    boolean matches(Flow flow);

    /**
     * All of several conditions.
     *
     * @param conditions if empty, every flow matches
     */
    record All(List<Condition> conditions) implements Condition {

        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(Flow flow) {
            for (Condition condition : conditions) {
                if (!condition.matches(flow)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * At least one of several conditions.
     *
     * @param conditions if empty, no flow matches
     */
    record Any(List<Condition> conditions) implements Condition {

        public Any {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(Flow flow) {
            for (Condition condition : conditions) {
                if (condition.matches(flow)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The opposite of a condition.
     *
     * @param condition what must not hold
     */
    record Not(Condition condition) implements Condition {

        public Not {
            Objects.requireNonNull(condition, "condition");
        }

        @Override
        public boolean matches(Flow flow) {
            return !condition.matches(flow);
        }
    }

    /**
     * A whole number, a time, a protocol number or a truth value is in one of several ranges.
     *
     * @param field of the kind {@link FieldKind#NUMBER}; {@link FieldKind#TIME}, in nanoseconds
     *     since the epoch; {@link FieldKind#PROTOCOL}, its number; or {@link FieldKind#BOOLEAN}, 1
     *     for true and 0 for false, never absent
     * @param ranges limited to {@link FilterField#max()}; if empty, no flow matches
     */
    record NumberIn(FilterField field, NumberRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException if the field is of another kind
         */
        public NumberIn {
            require(field, FieldKind.NUMBER, FieldKind.TIME, FieldKind.PROTOCOL, FieldKind.BOOLEAN);
            ranges = ranges.upTo(field.max());
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> ranges.contains(value.number()));
        }
    }

    /**
     * A fractional number is in one of several ranges.
     *
     * @param field of the kind {@link FieldKind#DECIMAL}
     * @param ranges in the field's unit; if empty, no flow matches
     */
    record DecimalIn(FilterField field, DecimalRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException if the field is of another kind
         */
        public DecimalIn {
            require(field, FieldKind.DECIMAL);
            Objects.requireNonNull(ranges, "ranges");
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> ranges.contains(value.decimal()));
        }
    }

    /**
     * An address is in one of several ranges.
     *
     * @param field of the kind {@link FieldKind#ADDRESS}
     * @param ranges IPv4 as mapped addresses; if empty, no flow matches
     */
    record AddressIn(FilterField field, AddressRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException if the field is of another kind
         */
        public AddressIn {
            require(field, FieldKind.ADDRESS);
            Objects.requireNonNull(ranges, "ranges");
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> ranges.contains(value.address()));
        }
    }

    /**
     * A text matches one of several patterns.
     *
     * @param field of the kind {@link FieldKind#TEXT}; {@link FieldKind#WORD}, with exact words of
     *     its vocabulary; or {@link FieldKind#FLAGS}
     * @param patterns sorted, without duplicates, spelt like the field's values: words as in {@link
     *     FilterField#words()}, TCP flags in the order {@code CEUAPRSF}, names that ignore case in
     *     lower case; if empty, no flow matches
     */
    record TextIn(FilterField field, List<TextPattern> patterns) implements Condition {

        /**
         * @throws IllegalArgumentException if the field is of another kind, a word is not in its
         *     vocabulary, or an exact text with {@code *} is combined with a pattern with
         *     wildcards, which filters cannot express
         */
        public TextIn {
            require(field, FieldKind.TEXT, FieldKind.WORD, FieldKind.FLAGS);
            patterns = TextPattern.normal(field, patterns);
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> fits(value.text()));
        }

        /** Returns true if a value of the field matches one of the patterns. */
        public boolean fits(String value) {
            String spelt = field.ignoresCase() ? value.toLowerCase(Locale.ROOT) : value;
            return patterns.stream().anyMatch(pattern -> pattern.matches(spelt));
        }
    }

    /**
     * A text matches a regular expression.
     *
     * @param field of the kind {@link FieldKind#TEXT}, {@link FieldKind#WORD} or {@link
     *     FieldKind#FLAGS}
     * @param expression ignores case if the field does
     */
    record TextMatches(FilterField field, TextExpression expression) implements Condition {

        /**
         * @throws IllegalArgumentException if the field is of another kind
         */
        public TextMatches {
            require(field, FieldKind.TEXT, FieldKind.WORD, FieldKind.FLAGS);
            Objects.requireNonNull(expression, "expression");
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> expression.matches(value.text()));
        }
    }

    /**
     * Compares two fields of the same flow. Whole numbers are compared with fractional ones as
     * doubles, and names that ignore case in lower case. A field with several values, such as
     * {@code addr}, matches if one of them does.
     *
     * @param left the field before the operator
     * @param operator equality for all kinds, order only for numbers and times
     * @param right the field after the operator, of a compatible kind
     */
    record Compared(FilterField left, Comparison operator, FilterField right) implements Condition {

        /**
         * @throws IllegalArgumentException if the fields or the operator are incompatible
         */
        public Compared {
            FieldPair.check(left, operator, right);
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldPair.matches(left, operator, right, flow);
        }
    }

    private static void require(FilterField field, FieldKind... kinds) {
        if (!List.of(kinds).contains(field.kind())) {
            throw new IllegalArgumentException(
                    field.text() + " is of the kind " + field.kind() + ", which does not fit here");
        }
    }
}
