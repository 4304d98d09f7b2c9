package io.ringflow.model.filter;

import io.ringflow.model.filter.Condition.AddressIn;
import io.ringflow.model.filter.Condition.DecimalIn;
import io.ringflow.model.filter.Condition.NumberIn;
import io.ringflow.model.filter.Condition.TextIn;
import java.util.List;
import java.util.function.BiFunction;

/** Makes conditions of a field, an operator and values, each kind of field in its own way. */
final class ValueReader {

    private ValueReader() {}

    /**
     * The condition that the field has one of the values.
     *
     * @throws FilterException when a value does not fit the field
     */
    static Condition in(FilterField field, List<Value> values) {
        return switch (field.kind()) {
            case NUMBER -> numberIn(field, values, NumberReader::ranges);
            case TIME -> numberIn(field, values, TimeReader::ranges);
            case PROTOCOL -> numberIn(field, values, NumberReader::protocol);
            case BOOLEAN -> numberIn(field, values, NumberReader::truth);
            case DECIMAL ->
                    new DecimalIn(
                            field, DecimalRanges.union(each(field, values, DecimalReader::ranges)));
            case ADDRESS ->
                    new AddressIn(
                            field, AddressRanges.union(each(field, values, AddressReader::ranges)));
            case WORD, TEXT, FLAGS -> new TextIn(field, each(field, values, TextReader::exact));
            case LIST -> throw new IllegalArgumentException(field.text() + " is a list");
        };
    }

    /** The condition that the field is like one of the values, for a textual kind. */
    static Condition like(FilterField field, List<Value> values) {
        return new TextIn(
                field,
                each(field, values, TextReader::patterns).stream().flatMap(List::stream).toList());
    }

    /** The condition that the field is less or more than a value, for an ordered kind. */
    static Condition ordered(FilterField field, Comparison comparison, Value value) {
        return switch (field.kind()) {
            case DECIMAL ->
                    new DecimalIn(field, ordered(comparison, DecimalReader.number(field, value)));
            case TIME -> new NumberIn(field, ordered(comparison, TimeReader.nanos(field, value)));
            default -> new NumberIn(field, ordered(comparison, NumberReader.number(field, value)));
        };
    }

    private static NumberRanges ordered(Comparison comparison, long value) {
        return switch (comparison) {
            case EQUAL -> NumberRanges.between(value, value);
            case LESS -> value == 0 ? NumberRanges.NONE : NumberRanges.between(0, value - 1);
            case LESS_OR_EQUAL -> NumberRanges.between(0, value);
            case GREATER ->
                    value == Long.MAX_VALUE
                            ? NumberRanges.NONE
                            : NumberRanges.between(value + 1, Long.MAX_VALUE);
            case GREATER_OR_EQUAL -> NumberRanges.between(value, Long.MAX_VALUE);
        };
    }

    private static DecimalRanges ordered(Comparison comparison, double value) {
        return switch (comparison) {
            case EQUAL -> DecimalRanges.between(value, value);
            case LESS ->
                    value == 0
                            ? DecimalRanges.NONE
                            : DecimalRanges.between(0, Math.nextDown(value));
            case LESS_OR_EQUAL -> DecimalRanges.between(0, value);
            case GREATER ->
                    value == Double.MAX_VALUE
                            ? DecimalRanges.NONE
                            : DecimalRanges.between(Math.nextUp(value), Double.MAX_VALUE);
            case GREATER_OR_EQUAL -> DecimalRanges.between(value, Double.MAX_VALUE);
        };
    }

    private static NumberIn numberIn(
            FilterField field,
            List<Value> values,
            BiFunction<FilterField, Value, NumberRanges> reader) {
        return new NumberIn(field, NumberRanges.union(each(field, values, reader)));
    }

    private static <T> List<T> each(
            FilterField field, List<Value> values, BiFunction<FilterField, Value, T> reader) {
        return values.stream().map(value -> reader.apply(field, value)).toList();
    }
}
