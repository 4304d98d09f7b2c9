package io.ringflow.history.store;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Keeps the capture losses of one host in a file of a history, {@code gaps/HOST.parquet}, which is
 * replaced when there are new ones. Used by one thread.
 */
final class HistoryGaps {

    /** The columns of the file. */
    static final String COLUMNS =
            "host VARCHAR, interface VARCHAR, \"start\" TIMESTAMPTZ, \"end\" TIMESTAMPTZ, drops BIGINT,"
                    + " cause VARCHAR";

    private static final String MEMORY = "128MB";
    private static final String SAME =
            "known.host = g.host AND known.interface = g.interface AND known.cause = g.cause"
                    + " AND known.\"start\" = g.\"start\"";

    private final Path directory;
    private final String host;
    private final Duration age;
    private final Supplier<List<CaptureGap>> gaps;
    private List<CaptureGap> written = List.of();

    /**
     * Creates the file's keeper.
     *
     * @param directory the history's directory
     * @param host the host whose captures these are
     * @param age how long a loss is kept
     * @param gaps the losses that the job knows
     */
    HistoryGaps(Path directory, String host, Duration age, Supplier<List<CaptureGap>> gaps) {
        this.directory = directoryIn(directory);
        this.host = host;
        this.age = age;
        this.gaps = gaps;
    }

    /** The directory of the files. */
    static Path directoryIn(Path history) {
        return history.resolve("gaps");
    }

    /** Adds what is new to the file, and removes what is too old. */
    void keep(Instant now) throws IOException {
        List<CaptureGap> known = gaps.get();
        if (known.equals(written)) {
            return;
        }
        Files.createDirectories(directory);
        Path file = directory.resolve(host + ".parquet");
        Path part = directory.resolve('.' + host);
        try (DuckDBConnection connection = DuckDb.open(MEMORY, "")) {
            DuckDb.execute(connection, "CREATE TABLE known (" + COLUMNS + ")");
            append(known, connection);
            String select =
                    Files.exists(file)
                            ? "SELECT * FROM known UNION ALL SELECT * FROM "
                                    + DuckDb.literal(file.toString())
                                    + " AS g WHERE NOT EXISTS (SELECT 1 FROM known WHERE "
                                    + SAME
                                    + ")"
                            : "SELECT * FROM known";
            DuckDb.execute(
                    connection,
                    "COPY (SELECT * FROM ("
                            + select
                            + ") WHERE \"end\" IS NULL OR \"end\" > TIMESTAMPTZ '"
                            + now.minus(age)
                            + "' ORDER BY \"start\", interface) TO "
                            + DuckDb.literal(part.toString())
                            + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw DuckDb.failure("Capture losses can't be written", e);
        }
        DurableFiles.sync(part);
        DurableFiles.move(part, file);
        written = known;
    }

    private static void append(List<CaptureGap> known, DuckDBConnection connection)
            throws SQLException {
        try (DuckDBAppender appender = connection.createAppender("known")) {
            for (CaptureGap gap : known) {
                appender.beginRow();
                appender.append(gap.observer().host());
                appender.append(gap.observer().interfaceName());
                appender.append(time(gap.startNanos()));
                if (gap.endNanos() == Long.MAX_VALUE) {
                    appender.appendNull();
                } else {
                    appender.append(time(gap.endNanos()));
                }
                appender.append(gap.drops());
                appender.append(gap.cause().text());
                appender.endRow();
            }
        }
    }

    private static OffsetDateTime time(long nanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .atOffset(ZoneOffset.UTC);
    }
}
