package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times of RFC 3339 and dates in UTC, alone and as ranges. */
final class TimeReader {

    private static final String TAKES =
            "times such as 2026-01-31T12:00:00Z, dates such as 2026-01-31, and after < and > also"
                    + " durations before now such as 5m";

    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String TIME =
            DATE
                    + "(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?"
                    + "(?:[Zz]|[+-][0-9]{2}:[0-9]{2}))?";
    private static final Pattern RANGE = Pattern.compile("(" + TIME + ")(?:-(" + TIME + "))?");

    private static final int DATE_LENGTH = "2026-01-31".length();
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private TimeReader() {}

    /**
     * The nanoseconds of a value after {@code =} or in a list: a time, a whole day, or from the
     * start of one to the end of another.
     */
    static NumberRanges ranges(FilterField field, Value value) {
        Matcher matcher = matcher(field, value);
        String first = matcher.group(1);
        String last = matcher.group(2) == null ? first : matcher.group(2);
        long from = nanos(field, first, value);
        long lastStart = nanos(field, last, value);
        boolean day = last.length() == DATE_LENGTH;
        boolean fits = lastStart <= Long.MAX_VALUE - NANOS_PER_DAY;
        long to = day && fits ? lastStart + NANOS_PER_DAY - 1 : lastStart;
        if (from > to) {
            throw value.wrong(field, "ranges with the earlier time first");
        }
        return NumberRanges.between(from, to);
    }

    /**
     * The nanosecond of a value after {@code <} and the like: the start of the day for a date, and
     * for a duration, the time that long before now.
     */
    static long nanos(FilterField field, Value value, LongSupplier nowNanos) {
        Optional<BigDecimal> back = duration(value.text());
        if (back.isPresent()) {
            BigDecimal moment =
                    BigDecimal.valueOf(nowNanos.getAsLong())
                            .subtract(back.get().movePointRight(6))
                            .max(BigDecimal.valueOf(Long.MIN_VALUE));
            return moment.longValue();
        }
        if (matcher(field, value).group(2) != null) {
            throw value.wrong(field, TAKES);
        }
        return nanos(field, value.text(), value);
    }

    /** Milliseconds; empty for a bare number, which would hardly be meant as milliseconds. */
    private static Optional<BigDecimal> duration(String text) {
        boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        return bare ? Optional.empty() : Amount.of(text, Amount.MILLISECONDS);
    }

    private static Matcher matcher(FilterField field, Value value) {
        Matcher matcher = RANGE.matcher(value.text());
        if (!matcher.matches()) {
            throw value.wrong(field, TAKES);
        }
        return matcher;
    }

    private static long nanos(FilterField field, String text, Value value) {
        try {
            Instant instant = instant(text);
            // Rounded towards 1970, so that only times out of range overflow.
            long whole = instant.getEpochSecond() + (instant.getEpochSecond() < 0 ? 1 : 0);
            long rest = instant.getNano() - (instant.getEpochSecond() < 0 ? NANOS_PER_SECOND : 0);
            return Math.addExact(Math.multiplyExact(whole, NANOS_PER_SECOND), rest);
        } catch (DateTimeException e) {
            throw value.wrong(field, TAKES);
        } catch (ArithmeticException e) {
            throw value.wrong(field, "times from 1678 to 2262");
        }
    }

    private static Instant instant(String text) {
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return OffsetDateTime.parse(text.replace(' ', 'T').toUpperCase(Locale.ROOT)).toInstant();
    }
}
