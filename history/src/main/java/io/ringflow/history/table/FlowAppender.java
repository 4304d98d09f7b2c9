package io.ringflow.history.table;

import io.ringflow.model.Flow;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends flows to a table that {@link FlowSql#createTable} made. Not thread-safe. */
public final class FlowAppender implements AutoCloseable {

    private static final FlowColumn[] COLUMNS = FlowColumn.values();

    private final DuckDBAppender appender;
    private final RowAppender row;

    /** Creates an appender for a table of this connection. */
    public FlowAppender(DuckDBConnection connection, String table) throws SQLException {
        appender = connection.createAppender(table);
        row = new RowAppender(appender);
    }

    /** Appends one flow. */
    public void append(Flow flow) throws SQLException {
        appender.beginRow();
        for (FlowColumn column : COLUMNS) {
            column.write(flow, row);
        }
        appender.endRow();
    }

    /** Hands over what is appended, and closes. */
    @Override
    public void close() throws SQLException {
        appender.close();
    }
}
