package io.ringflow.history.sql;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.history.store.HistoryFiles;
import io.ringflow.history.store.HistoryUpdates;
import io.ringflow.history.table.FlowSql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Answers SELECT statements over a history's views {@code flows} and {@code gaps}, which have the
 * files that the history had when this was opened. Statements can't write, nor read other files.
 * Not thread-safe.
 */
public final class HistorySql implements AutoCloseable {

    private static final String MEMORY = "1GB";
    private static final String OPEN = "open_flows";
    private static final String WRAPPED = "\nError: ";

    private final DuckDBConnection connection;

    private HistorySql(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Opens the history in a directory. */
    public static HistorySql open(Path directory) throws IOException {
        HistoryFiles history = new HistoryFiles(directory);
        List<Path> files = history.all();
        try {
            DuckDBConnection connection = DuckDb.open(MEMORY, "");
            try {
                DuckDb.execute(connection, "SET threads = " + threads());
                DuckDb.execute(connection, FlowSql.createTable(OPEN));
                boolean open = fillOpen(connection, history);
                DuckDb.execute(connection, view(files, open));
                DuckDb.execute(connection, gapsView(HistoryFiles.gaps(directory)));
                close(connection, directory);
                return new HistorySql(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw DuckDb.failure(directory + ": the history can't be read", e);
        }
    }

    /** A command has nothing else to do, unlike the engine beside a job. */
    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Stores the last row of each flow that has not ended; returns true if there may be some. */
    private static boolean fillOpen(DuckDBConnection connection, HistoryFiles history)
            throws SQLException, IOException {
        HistoryUpdates updates = history.updates();
        List<Path> files = updates.files();
        boolean open = !files.isEmpty();
        if (open) {
            List<Path> ended = history.writtenSince(updates.checkedUntil());
            DuckDb.execute(
                    connection, "INSERT INTO " + OPEN + " " + HistoryUpdates.newest(files, ended));
        }
        return open;
    }

    private static String view(List<Path> files, boolean anyOpen) {
        String select = "SELECT " + FlowSql.fields();
        String open =
                select
                        + ", CAST(lastSeen AT TIME ZONE 'UTC' AS DATE) AS \"date\","
                        + " hour(lastSeen AT TIME ZONE 'UTC') AS \"hour\" FROM "
                        + OPEN;
        if (files.isEmpty()) {
            return "CREATE VIEW flows AS " + open;
        }
        String fields =
                "CREATE VIEW flows AS " + (anyOpen ? open + " UNION ALL BY NAME " : "") + select;
        return files.stream()
                .map(file -> DuckDb.literal(file.toString()))
                .collect(
                        Collectors.joining(
                                ", ",
                                fields + ", \"date\", \"hour\" FROM read_parquet([",
                                "], hive_partitioning = true,"
                                        + " hive_types = {'date': DATE, 'hour': BIGINT})"));
    }

    private static String gapsView(List<Path> files) {
        return files.isEmpty()
                ? "CREATE TABLE gaps (" + HistoryFiles.GAP_COLUMNS + ")"
                : files.stream()
                        .map(file -> DuckDb.literal(file.toString()))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "CREATE VIEW gaps AS SELECT * FROM read_parquet([",
                                        "]) ORDER BY \"start\""));
    }

    /** Leaves nothing open but the history's files. */
    private static void close(DuckDBConnection connection, Path directory) throws SQLException {
        String allowed =
                DuckDb.literal(directory.resolve("flows") + "/")
                        + ", "
                        + DuckDb.literal(directory.resolve("gaps") + "/");
        DuckDb.execute(connection, "SET allowed_directories = [" + allowed + "]");
        DuckDb.execute(connection, "SET enable_external_access = false");
        DuckDb.execute(connection, "SET lock_configuration = true");
    }

    /**
     * Answers a query.
     *
     * @throws SqlMistake if it is not a SELECT statement, is wrong, or needs too much memory
     */
    public void select(String query, SqlRows rows) throws SqlMistake {
        check(query);
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            ResultSetMetaData columns = answer.getMetaData();
            rows.columns(names(columns), numbers(columns));
            boolean more = true;
            while (more && answer.next()) {
                List<Object> values = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    values.add(SqlValues.of(answer.getObject(i)));
                }
                more = rows.row(values);
            }
        } catch (SQLException e) {
            throw new SqlMistake(reason(e), e);
        }
    }

    /** The database's message, without that of the stream which could not start. */
    private static String reason(SQLException e) {
        String message = e.getMessage() == null ? "" : e.getMessage().strip();
        int wrapped = message.startsWith("Invalid Input Error:") ? message.indexOf(WRAPPED) : -1;
        return wrapped < 0 ? message : message.substring(wrapped + WRAPPED.length());
    }

    /** Only SELECT statements have a form in JSON. */
    private void check(String query) throws SqlMistake {
        String select =
                "SELECT j->>'error', j->>'error_type', j->>'error_message', j->>'position'"
                        + " FROM (SELECT json_serialize_sql(?::VARCHAR)::JSON AS j)";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, query);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                if (!Boolean.parseBoolean(answer.getString(1))) {
                    return;
                }
                throw new SqlMistake(
                        "parser".equals(answer.getString(2))
                                ? answer.getString(3) + place(answer.getString(4))
                                : "only SELECT statements are allowed");
            }
        } catch (SQLException e) {
            throw new SqlMistake(reason(e), e);
        }
    }

    /** Positions count from 1 for people. */
    private static String place(String position) {
        return position == null ? "" : " (position " + (Long.parseLong(position) + 1) + ")";
    }

    private static List<String> names(ResultSetMetaData columns) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        return names;
    }

    private static List<Boolean> numbers(ResultSetMetaData columns) throws SQLException {
        List<Boolean> numbers = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            numbers.add(
                    switch (columns.getColumnType(i)) {
                        case Types.TINYINT,
                                Types.SMALLINT,
                                Types.INTEGER,
                                Types.BIGINT,
                                Types.REAL,
                                Types.FLOAT,
                                Types.DOUBLE,
                                Types.NUMERIC,
                                Types.DECIMAL ->
                                true;
                        // DuckDB's sums of integers.
                        default -> columns.getColumnTypeName(i).endsWith("HUGEINT");
                    });
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw DuckDb.failure("DuckDB can't be closed", e);
        }
    }
}
