package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The files of a history, by the UTC hour in which their flows had their last packet: {@code
 * flows/date=2026-01-31/hour=09/*.parquet}. Immutable; thread-safe.
 */
final class HistoryFiles {

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final String DATE = "date=";
    private static final String HOUR = "hour=";

    private final Path flows;

    HistoryFiles(Path directory) {
        this.flows = directory.resolve("flows");
    }

    /**
     * The files of the hours that overlap a time range, the oldest hour first.
     *
     * @throws StateException if the directory can't be read; a directory that does not exist yet is
     *     empty
     */
    List<Path> of(TimeBounds bounds) {
        List<Path> files = new ArrayList<>();
        try {
            for (Path date : children(flows, DATE)) {
                for (Path hour : children(date, HOUR)) {
                    if (overlaps(bounds, startNanos(hour))) {
                        files.addAll(children(hour, ""));
                    }
                }
            }
        } catch (IOException e) {
            throw new StateException(
                    Reason.UNAVAILABLE,
                    "the history in "
                            + flows.getParent()
                            + " can't be read: "
                            + e
                            + "; make it readable for the user of this process",
                    e);
        }
        return files;
    }

    /** The files of the oldest hour; empty if there are none. */
    List<Path> oldestHour() {
        List<Path> all = of(new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE, false));
        return all.stream()
                .filter(file -> file.getParent().equals(all.getFirst().getParent()))
                .toList();
    }

    /** Hidden files are not finished yet. */
    private static List<Path> children(Path directory, String prefix) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (prefix.isEmpty()
                        ? name.endsWith(".parquet") && !name.startsWith(".")
                        : name.startsWith(prefix)) {
                    children.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was written yet, or the hour was deleted because of its age.
            return List.of();
        }
        children.sort(null);
        return children;
    }

    private static boolean overlaps(TimeBounds bounds, long startNanos) {
        return startNanos <= bounds.toNanos() && startNanos + HOUR_NANOS > bounds.fromNanos();
    }

    /** The start of an hour's directory, nanoseconds since the epoch. */
    private static long startNanos(Path hour) throws IOException {
        try {
            LocalDate date =
                    LocalDate.parse(
                            hour.getParent().getFileName().toString().substring(DATE.length()));
            int ofDay = Integer.parseInt(hour.getFileName().toString().substring(HOUR.length()));
            return TimeUnit.SECONDS.toNanos(
                    date.atTime(ofDay, 0).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IOException(hour + " is not named after an hour", e);
        }
    }
}
