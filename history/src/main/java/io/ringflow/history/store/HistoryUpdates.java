package io.ringflow.history.store;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.history.table.FlowSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of flows that had not ended: one for each hour of a flow's life, with its counters until
 * then. A row is superseded by a later one of the same flow, and by the row of its end. Files are
 * merged as those of an hour are; the merged file has no row that was superseded by then.
 *
 * <p>Thread-safe: all methods only read the directory.
 *
 * @param directory the directory of the files
 */
public record HistoryUpdates(Path directory) {

    /** The directory, below that of the ended flows. */
    static final String BESIDE_FLOWS = "../updates";

    /** No row is of a shorter life. */
    public static final Duration LEAST_DURATION = HourlyUpdates.LEAST_DURATION;

    /** A file may be written some time before it gets its name. */
    private static final Duration WRITING = Duration.ofMinutes(10);

    /** The files that count. */
    public List<Path> files() throws IOException {
        return HistoryFiles.in(directory);
    }

    /**
     * Files of ended flows that were written before this time supersede no row: it was removed when
     * files were merged.
     */
    public Instant checkedUntil() throws IOException {
        Instant merged = mergedAt();
        return merged.equals(Instant.EPOCH) ? Instant.MIN : merged.minus(WRITING);
    }

    /** When files were merged last; the epoch if they never were. */
    Instant mergedAt() throws IOException {
        try {
            return Files.getLastModifiedTime(directory.resolve(HistoryFiles.REPLACED)).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    /**
     * A SELECT of the newest row of each flow that has not ended, with the stored columns.
     *
     * @param updates files with rows of flows that had not ended, at least one
     * @param ended files with ended flows
     */
    public static String newest(List<Path> updates, List<Path> ended) {
        String rows = "read_parquet(" + list(updates) + ", hive_partitioning = false)";
        String newest =
                "SELECT "
                        + FlowSql.storedColumns()
                        + " FROM "
                        + rows
                        + " QUALIFY row_number() OVER (PARTITION BY id ORDER BY"
                        + " srcPackets + dstPackets DESC, lastSeen DESC) = 1";
        return ended.isEmpty()
                ? newest
                : "SELECT * FROM (" + newest + ") WHERE id NOT IN (" + ids(ended, rows) + ")";
    }

    /** A SELECT of the ids of ended flows that other rows have, too. */
    private static String ids(List<Path> ended, String rows) {
        return "SELECT id FROM read_parquet("
                + list(ended)
                + ", hive_partitioning = false) WHERE id IN (SELECT id FROM "
                + rows
                + ")";
    }

    private static String list(List<Path> files) {
        return files.stream()
                .map(file -> DuckDb.literal(file.toString()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
