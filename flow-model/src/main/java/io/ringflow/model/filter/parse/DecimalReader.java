package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.condition.FilterField;
import java.math.BigDecimal;

/** Reads durations in milliseconds and other fractional numbers, alone and as ranges. */
final class DecimalReader {

    private DecimalReader() {}

    /** The numbers of a value after {@code =} or in a list: one or a range. */
    static DecimalRanges ranges(FilterField field, Value value) {
        String text = value.text();
        int dash = text.indexOf('-');
        double from = number(field, dash < 0 ? text : text.substring(0, dash), value);
        double to = dash < 0 ? from : number(field, text.substring(dash + 1), value);
        if (from > to) {
            throw value.wrong(field, "ranges with the smaller number first");
        }
        return DecimalRanges.between(from, to);
    }

    /** The number of a value after {@code <} and the like. */
    static double number(FilterField field, Value value) {
        return number(field, value.text(), value);
    }

    private static double number(FilterField field, String text, Value value) {
        boolean duration = field.unit().equals("ms");
        double number =
                Amount.of(text, Amount.units(field))
                        .map(BigDecimal::doubleValue)
                        .orElseThrow(
                                () ->
                                        value.wrong(
                                                field,
                                                duration
                                                        ? "durations such as 500ms, 2s or 1.5m"
                                                        : "numbers such as 99.5, 1k or 100-200"));
        if (Double.isInfinite(number)) {
            throw value.wrong(field, "smaller numbers");
        }
        return number;
    }
}
