package io.ringflow.history.query;

import io.ringflow.history.table.FlowAppender;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Writes flows where a history has them: one file for each hour and call. */
final class HistoryDirectory {

    private final Path directory;
    private int parts;

    HistoryDirectory(Path directory) {
        this.directory = directory;
    }

    void add(List<Flow> flows) throws IOException, SQLException {
        Map<String, List<Flow>> hours =
                flows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        flow -> hour(flow.lastNanos()),
                                        TreeMap::new,
                                        Collectors.toList()));
        for (Map.Entry<String, List<Flow>> hour : hours.entrySet()) {
            Path target = directory.resolve("flows").resolve(hour.getKey());
            Files.createDirectories(target);
            write(hour.getValue(), target.resolve("part-" + parts++ + ".parquet"));
        }
    }

    private static String hour(long nanos) {
        String time = Instant.EPOCH.plusNanos(nanos).toString();
        return "date=" + time.substring(0, 10) + "/hour=" + time.substring(11, 13);
    }

    private static void write(List<Flow> flows, Path file) throws SQLException {
        try (DuckDBConnection connection =
                        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute(FlowSql.createStage("flows"));
            try (FlowAppender appender = new FlowAppender(connection, "flows")) {
                for (Flow flow : flows) {
                    appender.append(flow);
                }
            }
            statement.execute("COPY flows TO '" + file + "' (FORMAT parquet)");
        }
    }
}
