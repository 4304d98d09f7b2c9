package io.ringflow.history.duck;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
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
            loadLibrary();
            return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (LinkageError e) {
            if (e instanceof NoClassDefFoundError && e.getCause() == null) {
                throw e; // DuckDB is not on the class path
            }
            throw new SQLException(
                    "DuckDB's library can't be loaded: "
                            + reason(e)
                            + "; its file system must not be mounted noexec",
                    e);
        }
    }

    /**
     * Loads the library beside DuckDB's jar, if the jar has none. DuckDB would load it as well, but
     * prints a stack trace if it can't.
     */
    private static void loadLibrary() throws SQLException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String name = "libduckdb_java.so_linux_" + arch;
        CodeSource source = DuckDBConnection.class.getProtectionDomain().getCodeSource();
        if (source == null || DuckDBConnection.class.getResource("/" + name) != null) {
            return;
        }
        try {
            Path library = Path.of(source.getLocation().toURI()).toRealPath().resolveSibling(name);
            if (!Files.exists(library)) {
                throw new SQLException(
                        "DuckDB's library "
                                + library
                                + " is missing; use a distribution that was built for "
                                + arch);
            }
            System.load(library.toString());
        } catch (URISyntaxException | IOException e) {
            throw new SQLException("DuckDB's library can't be found: " + e.getMessage(), e);
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
