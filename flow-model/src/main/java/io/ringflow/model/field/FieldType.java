package io.ringflow.model.field;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What values a field has.
 *
 * @param kind what they are
 * @param unit the unit of numbers as users see it, such as {@code bytes}; empty if there is none
 * @param max the largest whole number; the smallest is 0
 * @param ignoresCase whether texts compare regardless of case, as domain names do (RFC 4343)
 * @param words all values of a {@link FieldKind#WORD}; empty for other kinds
 */
public record FieldType(
        FieldKind kind, String unit, long max, boolean ignoresCase, List<String> words) {

    static final FieldType NUMBER = number("", Long.MAX_VALUE);
    static final FieldType PACKETS = number("packets", Long.MAX_VALUE);
    static final FieldType BYTES = number("bytes", Long.MAX_VALUE);
    static final FieldType PORT = number("", 65_535);
    static final FieldType MILLISECONDS = of(FieldKind.DECIMAL, "ms");
    static final FieldType DECIMAL_BYTES = of(FieldKind.DECIMAL, "bytes");
    static final FieldType TIME = of(FieldKind.TIME, "");
    static final FieldType ADDRESS = of(FieldKind.ADDRESS, "");
    static final FieldType PROTOCOL = new FieldType(FieldKind.PROTOCOL, "", 255, false, List.of());
    static final FieldType TEXT = of(FieldKind.TEXT, "");
    static final FieldType DOMAIN_NAME =
            new FieldType(FieldKind.TEXT, "", Long.MAX_VALUE, true, List.of());
    static final FieldType TCP_FLAGS = of(FieldKind.FLAGS, "");
    static final FieldType BOOLEAN = new FieldType(FieldKind.BOOLEAN, "", 1, false, List.of());
    static final FieldType OBSERVERS = of(FieldKind.LIST, "");

    public FieldType {
        words = List.copyOf(words);
    }

    /** Any text, compared as it is. */
    public static FieldType text() {
        return TEXT;
    }

    private static FieldType of(FieldKind kind, String unit) {
        return new FieldType(kind, unit, Long.MAX_VALUE, false, List.of());
    }

    /** Whole numbers without a unit, up to a limit. */
    static FieldType number(long max) {
        return number("", max);
    }

    private static FieldType number(String unit, long max) {
        return new FieldType(FieldKind.NUMBER, unit, max, false, List.of());
    }

    static FieldType words(String... words) {
        return new FieldType(FieldKind.WORD, "", Long.MAX_VALUE, false, List.of(words));
    }

    /** The words of an enum, without the first few, which stand for an absent value. */
    static <E> FieldType words(E[] constants, Function<E, String> word, int absent) {
        return words(Arrays.stream(constants).skip(absent).map(word).toArray(String[]::new));
    }
}
