package io.ringflow.model.filter.parse;

import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads whole numbers, ranges of them, protocols and truth values. */
final class NumberReader {

    private static final String TAKES = "whole numbers such as 443, 1k or 8000-8100";
    private static final String PORTS =
            "whole numbers such as 443 or 8000-8100 and services such as https";

    private NumberReader() {}

    /** The numbers of a value after {@code =} or in a list: one or a range. */
    static NumberRanges ranges(FilterField field, Value value) {
        String text = value.text();
        int dash = text.indexOf('-');
        if (dash < 0 || service(field, text).isPresent()) {
            long number = number(field, text, value);
            return NumberRanges.between(number, number);
        }
        long from = number(field, text.substring(0, dash), value);
        long to = number(field, text.substring(dash + 1), value);
        if (from > to) {
            throw value.wrong(field, "ranges with the smaller number first");
        }
        return NumberRanges.between(from, to);
    }

    /** The number of a value after {@code <} and the like. */
    static long number(FilterField field, Value value) {
        return number(field, value.text(), value);
    }

    private static long number(FilterField field, String text, Value value) {
        OptionalInt service = service(field, text);
        if (service.isPresent()) {
            return service.getAsInt();
        }
        Optional<BigDecimal> amount = Amount.of(text, Amount.units(field));
        if (amount.isEmpty() || amount.get().stripTrailingZeros().scale() > 0) {
            throw value.wrong(field, isPort(field) ? PORTS : TAKES);
        }
        if (amount.get().compareTo(BigDecimal.valueOf(field.max())) > 0) {
            throw value.wrong(field, "numbers up to " + field.max());
        }
        return amount.get().longValueExact();
    }

    private static OptionalInt service(FilterField field, String text) {
        return isPort(field) ? Services.port(text) : OptionalInt.empty();
    }

    private static boolean isPort(FilterField field) {
        return field == FilterField.Several.PORT
                || field.is(FlowField.SRC_PORT)
                || field.is(FlowField.DST_PORT);
    }

    /** The number of a protocol, given its name or number. */
    static NumberRanges protocol(FilterField field, Value value) {
        try {
            int number = Protocols.number(value.text());
            return NumberRanges.between(number, number);
        } catch (IllegalArgumentException e) {
            throw value.wrong(field, "a protocol such as tcp, udp or icmp6, or a number to 255");
        }
    }

    /** 1 for true, 0 for false. */
    static NumberRanges truth(FilterField field, Value value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "true" -> NumberRanges.between(1, 1);
            case "false" -> NumberRanges.between(0, 0);
            default -> throw value.wrong(field, "true or false");
        };
    }
}
