package io.ringflow.history.table;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.model.Flow;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends flows to a view that {@link FlowSql#createStage} made. Not thread-safe. */
public final class FlowAppender implements AutoCloseable {

    private final FlowColumn[] plain;
    private final int observers;
    private final DuckDBAppender appender;
    private final RowAppender row;

    /** Creates an appender for a view of this connection. */
    public FlowAppender(DuckDBConnection connection, String table) throws SQLException {
        this(connection, table, StageColumns.ALL);
    }

    private FlowAppender(DuckDBConnection connection, String table, StageColumns columns)
            throws SQLException {
        plain = columns.plain().toArray(FlowColumn[]::new);
        observers = columns.observers();
        appender = connection.createAppender(FlowSql.stage(table));
        row = new RowAppender(appender);
    }

    /**
     * Makes a view that has exactly these flows, in their order; {@link FlowSql#dropStage} removes
     * it.
     */
    public static void store(List<Flow> flows, DuckDBConnection connection, String table)
            throws SQLException {
        StageColumns columns = StageColumns.of(flows);
        DuckDb.execute(connection, FlowSql.dropStage(table));
        DuckDb.execute(connection, FlowSql.createStage(table, columns));
        // The appender flushes every 2048 rows, which without a transaction would commit each time.
        DuckDb.execute(connection, "BEGIN TRANSACTION");
        try (FlowAppender appender = new FlowAppender(connection, table, columns)) {
            for (Flow flow : flows) {
                appender.append(flow);
            }
            // Closing does not report failures.
            appender.appender.flush();
        } catch (SQLException e) {
            DuckDb.execute(connection, "ROLLBACK");
            throw e;
        }
        DuckDb.execute(connection, "COMMIT");
    }

    /** Appends one flow. */
    public void append(Flow flow) throws SQLException {
        appender.beginRow();
        for (FlowColumn column : plain) {
            column.write(flow, row);
        }
        ObserverStage.append(flow, observers, appender);
        appender.endRow();
    }

    /** Hands over what is appended, and closes. */
    @Override
    public void close() throws SQLException {
        appender.close();
    }
}
