package io.ringflow.model.filter;

import io.ringflow.model.FieldKind;
import io.ringflow.model.Flow;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a flow must fulfil to match a filter. Two-valued: a test of a field that the flow doesn't
 * have is false, and {@link Not} of that test is true. Immutable, usable by any thread.
 */
public sealed interface Condition {

    /** True where the flow fulfils the condition. */
    boolean matches(Flow flow);

    /**
     * Every one of several conditions.
     *
     * @param conditions without any, every flow matches
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
     * @param conditions without any, no flow matches
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
     * A whole number, a time, a protocol's number or a truth value is in ranges.
     *
     * @param field of the kind {@link FieldKind#NUMBER}; {@link FieldKind#TIME}, in nanoseconds since the
     *     epoch; {@link FieldKind#PROTOCOL}, its number; or {@link FieldKind#BOOLEAN}, 1 for true and 0 for
     *     false, which is never absent
     * @param ranges cut off at {@link FilterField#max()}; without any, no flow matches
     */
    record NumberIn(FilterField field, NumberRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException when the field is of another kind
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
     * A fractional number is in ranges.
     *
     * @param field of the kind {@link FieldKind#DECIMAL}
     * @param ranges in the field's unit; without any, no flow matches
     */
    record DecimalIn(FilterField field, DecimalRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException when the field is of another kind
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
     * An address is in ranges.
     *
     * @param field of the kind {@link FieldKind#ADDRESS}
     * @param ranges IPv4 as mapped addresses; without any, no flow matches
     */
    record AddressIn(FilterField field, AddressRanges ranges) implements Condition {

        /**
         * @throws IllegalArgumentException when the field is of another kind
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
     * @param field of the kind {@link FieldKind#TEXT}; {@link FieldKind#WORD}, with exact words of its
     *     vocabulary; or {@link FieldKind#FLAGS}
     * @param patterns each once and sorted, in the spelling of the field's values: known words as
     *     {@link FilterField#words()} has them, TCP flags in the order {@code CEUAPRSF}, and names
     *     that ignore case in lower case; without any, no flow matches
     */
    record TextIn(FilterField field, List<TextPattern> patterns) implements Condition {

        /**
         * @throws IllegalArgumentException when the field is of another kind, a word is not in its
         *     vocabulary, or an exact text with {@code *} stands beside a pattern with wildcards,
         *     which can't be written
         */
        public TextIn {
            require(field, FieldKind.TEXT, FieldKind.WORD, FieldKind.FLAGS);
            patterns = TextPattern.normal(field, patterns);
        }

        @Override
        public boolean matches(Flow flow) {
            return FieldValue.any(field, flow, value -> fits(value.text()));
        }

        /** Whether a value of the field fits, whatever flow it is of. */
        public boolean fits(String value) {
            String spelt = field.ignoresCase() ? value.toLowerCase(Locale.ROOT) : value;
            return patterns.stream().anyMatch(pattern -> pattern.matches(spelt));
        }
    }

    /**
     * Two fields of the same flow compare in a way. Whole and fractional numbers compare as
     * doubles, names that ignore case without regard to it. A field with several values, such as
     * {@code addr}, fits where one of them does.
     *
     * @param left the field before the operator
     * @param operator equality for all kinds, order for numbers and times only
     * @param right the field behind it, of a kind that fits
     */
    record Compared(FilterField left, Comparison operator, FilterField right) implements Condition {

        /**
         * @throws IllegalArgumentException when the fields or the operator don't fit
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
