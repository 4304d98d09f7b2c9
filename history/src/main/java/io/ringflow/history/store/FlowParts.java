package io.ringflow.history.store;

import io.ringflow.history.duck.DuckDb;
import io.ringflow.history.table.FlowAppender;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Writes flows to Parquet files, compressed with Zstandard. Used by one thread. */
final class FlowParts implements AutoCloseable {

    /** An hour's flows, close to those with the same server: statistics and dictionaries prune. */
    static final String SORTED = " ORDER BY dstAddr, dstPort, srcAddr, lastSeen";

    private static final String TABLE = "batch";

    /** Version 2 stores numbers as differences, which makes files smaller and is cheaper. */
    private static final String FORM = " (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2)";

    private final DuckDBConnection connection;

    private FlowParts(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * Opens a writer.
     *
     * @param memory the most memory that it uses
     * @param temporary where it sorts what is larger
     */
    static FlowParts open(String memory, Path temporary) throws IOException {
        try {
            return new FlowParts(DuckDb.open(memory, temporary.toString()));
        } catch (SQLException e) {
            throw DuckDb.failure("DuckDB can't start", e);
        }
    }

    /** Writes flows with the stored columns, sorted. */
    void writeSorted(List<Flow> flows, Path file) throws IOException {
        write(flows, "SELECT " + FlowSql.storedColumns() + " FROM " + TABLE + SORTED, file);
    }

    /** Writes flows with the columns that users see, in their order. */
    void writeFields(List<Flow> flows, Path file) throws IOException {
        write(flows, "SELECT " + FlowSql.fields() + " FROM " + TABLE, file);
    }

    private void write(List<Flow> flows, String select, Path file) throws IOException {
        try {
            FlowAppender.store(flows, connection, TABLE);
            copy(select, file);
            DuckDb.execute(connection, FlowSql.dropStage(TABLE));
        } catch (SQLException e) {
            throw DuckDb.failure("Flows can't be written", e);
        }
    }

    /** Writes the flows of files with the stored columns to one, sorted. */
    void mergeSorted(List<Path> files, Path file) throws IOException {
        merge("SELECT " + FlowSql.storedColumns() + " FROM " + table(files) + SORTED, file);
    }

    /** Writes the rows of a SELECT with the stored columns, sorted. */
    void selectSorted(String select, Path file) throws IOException {
        merge("SELECT * FROM (" + select + ")" + SORTED, file);
    }

    /** Writes the flows of files to one, in their order. */
    void merge(List<Path> files, Path file) throws IOException {
        merge("SELECT * FROM " + table(files), file);
    }

    private void merge(String select, Path file) throws IOException {
        try {
            copy(select, file);
        } catch (SQLException e) {
            throw DuckDb.failure("Files of flows can't be merged", e);
        }
    }

    private void copy(String select, Path file) throws SQLException {
        String target = DuckDb.literal(file.toString());
        DuckDb.execute(connection, "COPY (" + select + ") TO " + target + FORM);
    }

    private static String table(List<Path> files) {
        return files.stream()
                .map(file -> DuckDb.literal(file.toString()))
                .collect(
                        Collectors.joining(
                                ", ", "read_parquet([", "], hive_partitioning = false)"));
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
