package io.ringflow.history.store;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.history.table.FlowRow;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.Flow;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Reads Parquet files back. */
final class ParquetFiles {

    private ParquetFiles() {}

    static List<Flow> flows(List<Path> files) throws SQLException {
        if (files.isEmpty()) {
            return List.of();
        }
        String names =
                files.stream()
                        .map(file -> DuckDb.literal(file.toString()))
                        .collect(Collectors.joining(", "));
        return read("SELECT " + FlowSql.storedColumns() + " FROM read_parquet([" + names + "])");
    }

    /** The flows of a SELECT with the stored columns. */
    static List<Flow> read(String select) throws SQLException {
        List<Flow> flows = new ArrayList<>();
        try (DuckDBConnection connection = DuckDb.open("256MB", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                flows.add(FlowRow.read(rows));
            }
        }
        return flows;
    }

    /** The first column of a query. */
    static List<String> select(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (DuckDBConnection connection = DuckDb.open("256MB", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
