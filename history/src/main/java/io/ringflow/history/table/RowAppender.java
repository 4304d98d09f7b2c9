package io.ringflow.history.table;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/** Appends the values of a row to a table of DuckDB's. Not thread-safe. */
final class RowAppender extends RowWriter {

    private final DuckDBAppender appender;

    RowAppender(DuckDBAppender appender) {
        this.appender = appender;
    }

    @Override
    void absent() throws SQLException {
        appender.appendNull();
    }

    @Override
    void blob(byte[] value) throws SQLException {
        appender.append(value);
    }

    @Override
    void string(String value) throws SQLException {
        appender.append(value);
    }

    @Override
    void integer(int value) throws SQLException {
        appender.append(value);
    }

    @Override
    void number(long value) throws SQLException {
        appender.append(value);
    }

    @Override
    void flag(boolean value) throws SQLException {
        appender.append(value);
    }

    @Override
    void epochMicros(long value) throws SQLException {
        appender.appendEpochMicros(value);
    }

    @Override
    void small(short value) throws SQLException {
        appender.append(value);
    }
}
