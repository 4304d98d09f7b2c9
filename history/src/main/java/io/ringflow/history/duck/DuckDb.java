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
     * <p>The first one in a process loads DuckDB's native library: from the directory of DuckDB's
     * jar in a distribution, else from the jar by way of the temporary directory.
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
        DuckDBConnection connection = connect(settings);
        try {
            execute(connection, "SET TimeZone = 'UTC'");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static DuckDBConnection connect(Properties settings) throws SQLException {
        try {
            return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (LinkageError e) {
            if (e instanceof NoClassDefFoundError && e.getCause() == null) {
                throw e; // DuckDB is not on the class path
            }
            throw new SQLException(
                    "its native library can't be loaded: "
                            + reason(e)
                            + "; the library must be there, in a directory whose mount is not noexec",
                    e);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
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
