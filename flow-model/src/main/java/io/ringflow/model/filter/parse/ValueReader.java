package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.Comparison;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.Condition.AddressIn;
import io.ringflow.model.filter.condition.Condition.DecimalIn;
import io.ringflow.model.filter.condition.Condition.NumberIn;
import io.ringflow.model.filter.condition.Condition.TextIn;
import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** Makes a condition from a field, an operator and values, depending on the kind of field. */
final class ValueReader {

    private ValueReader() {}

    /**
     * The condition that the field has one of the values.
     *
     * @throws FilterException if the field does not take a value
     */
    static Condition in(FilterField field, List<Value> values) {
        return switch (field.kind()) {
            case NUMBER -> numberIn(field, values, NumberReader::ranges);
            case TIME -> numberIn(field, values, TimeReader::ranges);
            case PROTOCOL -> numberIn(field, values, NumberReader::protocol);
            case BOOLEAN -> numberIn(field, values, NumberReader::truth);
            case DECIMAL ->
                    new DecimalIn(
                            field,
                            DecimalRanges.union(readAll(field, values, DecimalReader::ranges)));
            case ADDRESS ->
                    new AddressIn(
                            field,
                            AddressRanges.union(readAll(field, values, AddressReader::ranges)));
            case WORD, TEXT, FLAGS -> new TextIn(field, readAll(field, values, TextReader::exact));
            case LIST -> throw new IllegalArgumentException(field.text() + " is a list");
        };
    }

    /** The condition that a textual field is like one of the values. */
    static Condition like(FilterField field, List<Value> values) {
        return new TextIn(
                field,
                readAll(field, values, TextReader::patterns).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /**
     * The condition that an ordered field is less or more than a value.
     *
     * @param nowNanos the moment from which durations count back, nanoseconds since the epoch
     */
    static Condition ordered(
            FilterField field, Comparison comparison, Value value, LongSupplier nowNanos) {
        return switch (field.kind()) {
            case DECIMAL ->
                    new DecimalIn(field, ordered(comparison, DecimalReader.number(field, value)));
            case TIME ->
                    new NumberIn(
                            field,
                            ordered(
                                    comparison,
                                    TimeReader.nanos(field, value, nowNanos),
                                    field.min()));
            default ->
                    new NumberIn(
                            field,
                            ordered(comparison, NumberReader.number(field, value), field.min()));
        };
    }

    private static NumberRanges ordered(Comparison comparison, long value, long min) {
        return switch (comparison) {
            case EQUAL -> NumberRanges.between(value, value);
            case LESS -> value == min ? NumberRanges.NONE : NumberRanges.between(min, value - 1);
            case LESS_OR_EQUAL -> NumberRanges.between(min, value);
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
        return new NumberIn(field, NumberRanges.union(readAll(field, values, reader)));
    }

    private static <T> List<T> readAll(
            FilterField field, List<Value> values, BiFunction<FilterField, Value, T> reader) {
        return values.stream().map(value -> reader.apply(field, value)).toList();
    }
}
