package io.ringflow.history.store;

import io.ringflow.model.Flow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An hour of UTC: the flows whose last packet it contains are in one directory.
 *
 * @param hour hours since the epoch
 */
record Partition(long hour) implements Comparable<Partition> {

    private static final long NANOS = 3_600_000_000_000L;
    private static final Pattern PATH =
            Pattern.compile("date=(\\d{4}-\\d\\d-\\d\\d)/hour=(\\d\\d)");

    static Partition of(Flow flow) {
        return new Partition(Math.floorDiv(flow.lastNanos(), NANOS));
    }

    static Partition of(Instant time) {
        return new Partition(Math.floorDiv(time.getEpochSecond(), 3_600L));
    }

    /** Reads a path below the table's directory; empty if it is not that of an hour. */
    static Optional<Partition> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime time =
                    LocalDate.parse(matcher.group(1)).atTime(Integer.parseInt(matcher.group(2)), 0);
            return Optional.of(of(time.toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    Instant start() {
        return Instant.ofEpochSecond(hour * 3_600);
    }

    Instant end() {
        return Instant.ofEpochSecond((hour + 1) * 3_600);
    }

    /** The directory's path below that of the table, as Hive and DuckDB read it. */
    String path() {
        LocalDateTime time = LocalDateTime.ofInstant(start(), ZoneOffset.UTC);
        return String.format(Locale.ROOT, "date=%s/hour=%02d", time.toLocalDate(), time.getHour());
    }

    @Override
    public int compareTo(Partition other) {
        return Long.compare(hour, other.hour);
    }
}
