package io.ringflow.cli.config.type;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types of settings that are written as a number with a unit. */
public final class UnitTypes {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");

    /** Nanoseconds per unit. */
    private static final Map<String, Long> DURATIONS =
            Map.of(
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);

    /** Bytes per unit. */
    private static final Map<String, Long> SIZES =
            Map.of(
                    "", 1L,
                    "B", 1L,
                    "kB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30);

    private UnitTypes() {}

    /** A duration of at least {@code min}. */
    public static ScalarType<Duration> duration(String min) {
        Duration least = parseDuration(min).orElseThrow();
        return new ScalarType<>(
                "a duration of at least " + min + ", such as 500ms, 20s, 5m or 1h",
                text -> parseDuration(text).filter(duration -> duration.compareTo(least) >= 0));
    }

    /** A duration of at least {@code least}. */
    static ScalarType<Duration> duration(Duration least) {
        return new ScalarType<>(
                "a duration of at least "
                        + least.toString().substring(2).toLowerCase(Locale.ROOT)
                        + ", such as 500ms, 20s, 5m or 1h",
                text -> parseDuration(text).filter(given -> given.compareTo(least) >= 0));
    }

    /** A size in bytes of at least {@code least}. */
    public static ScalarType<Long> size(long least) {
        return new ScalarType<>(
                "a size of at least " + least + " bytes, such as 512KiB or 64MiB",
                text -> parseSize(text).filter(size -> size >= least));
    }

    /** A size in bytes that is a power of two from {@code min} to {@code max}. */
    public static ScalarType<Long> powerOfTwoSize(String min, String max) {
        long least = parseSize(min).orElseThrow();
        long most = parseSize(max).orElseThrow();
        return new ScalarType<>(
                "a size from " + min + " to " + max + " that is a power of two, such as 512KiB",
                text ->
                        parseSize(text)
                                .filter(size -> size >= least && size <= most)
                                .filter(size -> Long.bitCount(size) == 1));
    }

    /** A size in bytes of at least {@code min}, or {@code auto}, which reads as 0. */
    public static ScalarType<Long> sizeOrAuto(String min) {
        long least = parseSize(min).orElseThrow();
        return new ScalarType<>(
                "auto, or a size of at least " + min + ", such as 512MiB or 2GiB",
                text ->
                        text.equalsIgnoreCase("auto")
                                ? Optional.of(0L)
                                : parseSize(text).filter(size -> size >= least));
    }

    private static Optional<Duration> parseDuration(String text) {
        return product(text, DURATIONS).map(Duration::ofNanos);
    }

    private static Optional<Long> parseSize(String text) {
        return product(text, SIZES);
    }

    private static Optional<Long> product(String text, Map<String, Long> units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(matcher.group(1));
            return Optional.of(Math.multiplyExact(number, units.get(matcher.group(2))));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
