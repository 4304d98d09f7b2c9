package io.ringflow.history.query;

import io.ringflow.history.table.FlowAppender;
import io.ringflow.history.table.FlowRow;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.Flow;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** Flows in a table in memory, with what the reader defines for its queries. */
final class FlowTable implements AutoCloseable {

    private final DuckDBConnection connection;

    private FlowTable(DuckDBConnection connection) {
        this.connection = connection;
    }

    static FlowTable of(List<Flow> flows) throws SQLException {
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET threads = 1");
            HistoryEngine.define(connection);
            statement.execute(FlowSql.createStage("appended"));
            try (FlowAppender appender = new FlowAppender(connection, "appended")) {
                for (Flow flow : flows) {
                    appender.append(flow);
                }
            }
            statement.execute("CREATE TABLE flows AS SELECT * FROM appended");
        }
        return new FlowTable(connection);
    }

    /** The flows as the reader returns them, in the order of the rows. */
    List<Flow> flows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT " + HistorySql.COLUMNS + " FROM flows ORDER BY rowid")) {
            List<Flow> flows = new ArrayList<>();
            while (rows.next()) {
                flows.add(FlowRow.read(rows));
            }
            return flows;
        }
    }

    /** The numbers of the rows that fulfil a condition of SQL. */
    List<Integer> rows(String condition) throws SQLException {
        return numbers("SELECT rowid FROM flows WHERE " + condition + " ORDER BY rowid");
    }

    /** The numbers that a statement selects. */
    List<Integer> numbers(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
