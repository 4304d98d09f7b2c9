package io.ringflow.server.api.request;

import io.ringflow.server.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Moments in queries: an RFC 3339 time such as {@code 2026-01-31T12:00:00Z}, or a duration before
 * event time such as {@code 5m}.
 */
public final class Moment {

    private static final Pattern TIME =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
                            + "([Zz]|[+ -][0-9]{2}:[0-9]{2})");
    private static final Pattern UNENCODED_PLUS = Pattern.compile(" (?=[0-9]{2}:[0-9]{2}$)");
    private static final int DATE_LENGTH = "2026-01-31".length();

    private Moment() {}

    /** Returns true for a duration, whose moment depends on the time of the request. */
    public static boolean isDuration(String text) {
        return DurationText.parse(text).isPresent();
    }

    /**
     * Parses a moment.
     *
     * @param name the parameter, for error messages
     * @param reference the moment from which a duration counts back, nanoseconds since the epoch
     * @return nanoseconds since the epoch
     * @throws ProblemException if the text is not a moment from 1970 to 2262
     */
    public static long nanos(String name, String text, long reference) {
        Optional<Duration> back = DurationText.parse(text);
        try {
            long nanos =
                    back.isPresent()
                            ? Math.max(0, Math.subtractExact(reference, back.get().toNanos()))
                            : nanos(text);
            if (nanos >= 0) {
                return nanos;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // reported below, like any other wrong text
        }
        throw QueryParameters.wrong(
                name,
                "must be a time from 1970 to 2262 such as 2026-01-31T12:00:00Z, or "
                        + DurationText.EXAMPLES
                        + " back from event time, but is \""
                        + text
                        + '"');
    }

    private static long nanos(String text) {
        if (!TIME.matcher(text).matches()) {
            throw new DateTimeException(text);
        }
        // A plus sign that was not percent-encoded arrives as a space.
        String plain =
                UNENCODED_PLUS
                        .matcher(text.substring(DATE_LENGTH + 1))
                        .replaceFirst("+")
                        .toUpperCase(Locale.ROOT);
        Instant instant =
                OffsetDateTime.parse(text.substring(0, DATE_LENGTH) + "T" + plain).toInstant();
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
