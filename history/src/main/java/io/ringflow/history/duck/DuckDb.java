package io.ringflow.history.duck;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** Opens databases in memory, each with a connection of its own. */
public final class DuckDb {

    private DuckDb() {}

    /**
     * Opens an empty database that uses one thread, loads no extension, and sees times in UTC.
     *
     * @param memory the most memory it uses, such as {@code 512MB}
     * @param temporary the directory for what does not fit in memory; empty for none
     */
    public static DuckDBConnection open(String memory, String temporary) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("threads", "1");
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("memory_limit", memory);
        settings.setProperty("temp_directory", temporary);
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        DuckDBConnection connection =
                (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
        try {
            execute(connection, "SET TimeZone = 'UTC'");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Executes a statement that has no result. */
    public static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A text as a literal of SQL. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** The failure of a statement that reads or writes files, in the operating system's words. */
    public static IOException failure(String what, SQLException e) {
        String message =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        return new IOException(what + ": " + message, e);
    }
}
