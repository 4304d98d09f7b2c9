package io.ringflow.history.query;

import io.ringflow.history.store.HistoryFiles;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.StateException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks the engine about the files of a time range. Thread-safe; closes nothing. */
final class HistorySearch {

    /** Maximum duration of a query. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Maximum duration of a scan, which lasts as long as its receiver needs. */
    static final Duration SCAN_DEADLINE = Duration.ofMinutes(10);

    /** How often a query is repeated because compaction replaced one of its files. */
    private static final int ATTEMPTS = 4;

    private final Path directory;
    private final HistoryFiles files;
    private final OpenFlows open;
    private final HistoryEngine engine;

    HistorySearch(Path directory, HistoryEngine engine) {
        this.directory = directory;
        this.files = new HistoryFiles(directory);
        this.open = new OpenFlows(files);
        this.engine = engine;
    }

    /** A question about some rows. */
    @FunctionalInterface
    interface Question<T> {
        T ask(HistoryRows rows, HistorySession session) throws SQLException, InterruptedException;
    }

    /**
     * Asks about the files of a time range, and the flows that have not ended.
     *
     * @param nothing the answer if there are none of both
     */
    <T> T ask(TimeBounds bounds, T nothing, Question<T> question) {
        return ask(bounds, nothing, DEADLINE, question);
    }

    /** Asks about the files of a time range, with a deadline. */
    <T> T ask(TimeBounds bounds, T nothing, Duration deadline, Question<T> question) {
        return askAnyway(
                bounds,
                deadline,
                (found, session) -> found.isEmpty() ? nothing : question.ask(found, session));
    }

    /** Asks even if there are no files; again if compaction has replaced one of them. */
    <T> T askAnyway(TimeBounds bounds, Duration deadline, Question<T> question) {
        return engine.ask(
                deadline,
                session -> {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return question.ask(rowsOf(bounds, session), session);
                        } catch (SQLException e) {
                            if (attempt == ATTEMPTS || !HistoryFailure.isLostFile(e)) {
                                throw e;
                            }
                        }
                    }
                });
    }

    private HistoryRows rowsOf(TimeBounds bounds, HistorySession session)
            throws SQLException, InterruptedException {
        try {
            return new HistoryRows(
                    files.between(instant(bounds.fromNanos()), instant(bounds.toNanos())),
                    open.refresh(session));
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(e);
        }
    }

    private StateException unreadable(Exception e) {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "the history in "
                        + directory
                        + " can't be read: "
                        + e
                        + "; make it readable for the user of this process",
                e);
    }

    private static Instant instant(long nanos) {
        if (nanos == Long.MIN_VALUE) {
            return Instant.MIN;
        }
        return nanos == Long.MAX_VALUE ? Instant.MAX : Instant.EPOCH.plusNanos(nanos);
    }

    /** The files of the oldest hour; empty if there are none. */
    List<Path> oldestHour() {
        try {
            Optional<Instant> oldest = files.oldest();
            return oldest.isEmpty() ? List.of() : files.between(oldest.get(), oldest.get());
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(e);
        }
    }

    /** The earliest last packet of the flows in some files; empty if there are no flows. */
    Optional<Long> oldestMicros(List<Path> hour) {
        return engine.ask(
                DEADLINE,
                session ->
                        session.query(
                                "SELECT epoch_us(min(lastSeen))" + HistorySql.from(hour),
                                rows ->
                                        rows.next() && rows.getObject(1) != null
                                                ? Optional.of(rows.getLong(1))
                                                : Optional.<Long>empty()));
    }
}
