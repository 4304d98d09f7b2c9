package io.ringflow.history.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.LongAdder;
import org.duckdb.DuckDBConnection;

/** One question's use of the engine, from its thread; cancelled from any thread. */
final class HistorySession {

    private final LongAdder rows;
    private DuckDBConnection connection;

    /** The statement that runs. Guarded by this. */
    private Statement running;

    /** Guarded by this. */
    private boolean cancelled;

    /**
     * A use of the engine.
     *
     * @param rows counts the rows that answers return
     */
    HistorySession(LongAdder rows) {
        this.rows = rows;
    }

    /** Reads rows. */
    @FunctionalInterface
    interface Rows<T> {
        T read(ResultSet rows) throws SQLException, InterruptedException;
    }

    void connected(DuckDBConnection opened) {
        connection = opened;
    }

    /** The connection of this question. */
    DuckDBConnection connection() {
        return connection;
    }

    /** Counts rows that an answer returns. */
    void returned(int count) {
        rows.add(count);
    }

    /** Runs a statement and reads its rows, which come as they are found. */
    <T> T query(String sql, Rows<T> reader) throws SQLException, InterruptedException {
        try (Statement statement = connection.createStatement()) {
            start(statement);
            try (ResultSet result = statement.executeQuery(sql)) {
                return reader.read(result);
            }
        } finally {
            end();
        }
    }

    /** Runs a statement without rows. */
    void update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            start(statement);
            statement.execute(sql);
        } finally {
            end();
        }
    }

    private synchronized void start(Statement statement) throws SQLException {
        if (cancelled) {
            throw new SQLException(HistoryFailure.INTERRUPTED);
        }
        running = statement;
    }

    private synchronized void end() {
        running = null;
    }

    /** Returns true if nobody waits for the answer any more. */
    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Cancels what runs and what would be asked next. */
    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException e) {
                // It has just ended.
                running = null;
            }
        }
    }
}
