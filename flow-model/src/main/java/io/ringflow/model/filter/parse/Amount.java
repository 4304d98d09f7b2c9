package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.FilterField;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit, such as {@code 1.5M} and {@code 500ms}. */
final class Amount {

    /** Multiples by suffix. */
    static final Map<String, BigDecimal> COUNTS =
            Map.of(
                    "", BigDecimal.ONE,
                    "k", BigDecimal.valueOf(1_000),
                    "K", BigDecimal.valueOf(1_000),
                    "M", BigDecimal.valueOf(1_000_000),
                    "G", BigDecimal.valueOf(1_000_000_000),
                    "Ki", BigDecimal.valueOf(1L << 10),
                    "Mi", BigDecimal.valueOf(1L << 20),
                    "Gi", BigDecimal.valueOf(1L << 30));

    /** Bytes by unit: the suffixes of counts, alone and with a B, as in 1MB and 64KiB. */
    static final Map<String, BigDecimal> BYTES = bytes();

    /** Milliseconds by unit; a number without a unit is in milliseconds. */
    static final Map<String, BigDecimal> MILLISECONDS =
            Map.of(
                    "", BigDecimal.ONE,
                    "ns", BigDecimal.valueOf(1, 6),
                    "us", BigDecimal.valueOf(1, 3),
                    "\u00b5s", BigDecimal.valueOf(1, 3),
                    "ms", BigDecimal.ONE,
                    "s", BigDecimal.valueOf(1_000),
                    "m", BigDecimal.valueOf(60_000),
                    "h", BigDecimal.valueOf(3_600_000),
                    "d", BigDecimal.valueOf(86_400_000));

    private static final Pattern PATTERN =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([A-Za-z\u00b5]*)");

    private Amount() {}

    private static Map<String, BigDecimal> bytes() {
        Map<String, BigDecimal> units = new HashMap<>(COUNTS);
        COUNTS.forEach((suffix, multiple) -> units.put(suffix + 'B', multiple));
        return Map.copyOf(units);
    }

    /** The units of a field's numbers. */
    static Map<String, BigDecimal> units(FilterField field) {
        return switch (field.unit()) {
            case "ms" -> MILLISECONDS;
            case "bytes" -> BYTES;
            default -> COUNTS;
        };
    }

    /** The exact number of a text; empty if it is not a number or its unit is unknown. */
    static Optional<BigDecimal> of(String text, Map<String, BigDecimal> units) {
        Matcher matcher = PATTERN.matcher(text);
        return matcher.matches()
                ? Optional.ofNullable(units.get(matcher.group(2)))
                        .map(new BigDecimal(matcher.group(1))::multiply)
                : Optional.empty();
    }
}
