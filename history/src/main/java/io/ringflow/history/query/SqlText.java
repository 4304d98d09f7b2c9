package io.ringflow.history.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Constants of SQL. A value becomes part of a statement only through these. */
final class SqlText {

    private SqlText() {}

    /** A text. */
    static String text(String value) {
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return plain
                ? '\'' + value.replace("'", "''") + '\''
                // A statement must not contain a NUL, and a text may.
                : "decode(from_hex('" + hex(value.getBytes(StandardCharsets.UTF_8)) + "'))";
    }

    /** Returns false for a text with half of a surrogate pair, which no column can contain. */
    static boolean isText(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /** A list in parentheses. */
    static String list(Collection<String> constants) {
        return constants.stream().collect(Collectors.joining(", ", "(", ")"));
    }

    /** Bytes. */
    static String blob(byte[] value) {
        return "from_hex('" + hex(value) + "')";
    }

    /** A fractional number. */
    static String decimal(double value) {
        return '\'' + Double.toString(value) + "'::DOUBLE";
    }

    /** A time in whole microseconds since the epoch, the unit of columns of times. */
    static String time(long micros) {
        Instant instant =
                Instant.EPOCH
                        .plusSeconds(Math.floorDiv(micros, 1_000_000L))
                        .plus(Math.floorMod(micros, 1_000_000L), ChronoUnit.MICROS);
        return "TIMESTAMPTZ '" + instant + '\'';
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
