package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.answer.HistoryStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.duckdb.DuckDBConnection;

/**
 * DuckDB within this process: how many queries run at once, with how much memory, and how they are
 * cancelled. It reads the files of one directory and can neither write nor load anything.
 * Thread-safe; owned and closed by {@link HistoryReader}.
 *
 * <p>A query runs in a thread of its own, since a call into native code would keep the carrier of a
 * virtual thread and could not be interrupted.
 */
final class HistoryEngine implements AutoCloseable {

    /** Maximum number of queries at once. Each uses one thread. */
    static final int AT_ONCE = 2;

    /** How long a query waits for another one to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long a cancelled query may take to end. */
    private static final Duration CANCELLATION = Duration.ofSeconds(5);

    private final DuckDBConnection database;
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final ExecutorService threads;
    private final LongAdder queries = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder rows = new LongAdder();

    /** A question, asked in a thread of the engine. */
    @FunctionalInterface
    interface Question<T> {
        T ask(HistorySession session) throws SQLException, InterruptedException;
    }

    /**
     * Starts the engine.
     *
     * @param directory the only directory that queries read
     * @param memoryBytes the most memory that all queries use together
     */
    HistoryEngine(Path directory, long memoryBytes) {
        threads =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("history-query-", 0).factory());
        try {
            database = open(directory, memoryBytes);
        } catch (SQLException e) {
            threads.shutdown();
            throw new IllegalStateException("can't start DuckDB: " + e.getMessage(), e);
        }
    }

    private static DuckDBConnection open(Path directory, long memoryBytes) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("threads", "1");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            define(connection);
            for (String setting :
                    List.of(
                            "TimeZone = 'UTC'",
                            "memory_limit = '" + Math.max(1, memoryBytes / 1_000_000) + "MB'",
                            "temp_directory = ''",
                            "preserve_insertion_order = false",
                            "parquet_metadata_cache = true",
                            "autoinstall_known_extensions = false",
                            "autoload_known_extensions = false",
                            "allowed_directories = ["
                                    + SqlText.text(directory.toAbsolutePath().toString())
                                    + ']',
                            "enable_external_access = false",
                            "lock_configuration = true")) {
                statement.execute("SET GLOBAL " + setting);
            }
        }
        return connection.unwrap(DuckDBConnection.class);
    }

    /** Defines what {@link FilterSql} and {@link SeriesSql} use. */
    static void define(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String macro : AddressSql.MACROS) {
                statement.execute(macro);
            }
            for (String macro : SeriesSql.MACROS) {
                statement.execute(macro);
            }
        }
        CommunityIdFunction.register(connection);
    }

    /**
     * Asks a question.
     *
     * @throws StateException if too many are asked at once, it takes too long, needs too much
     *     memory, or the thread is interrupted
     */
    <T> T ask(Duration deadline, Question<T> question) {
        enter();
        HistorySession session = new HistorySession(rows);
        Future<T> answer;
        try {
            answer = threads.submit(() -> answer(session, question));
        } catch (RuntimeException e) {
            permits.release();
            throw new StateException(Reason.UNAVAILABLE, "the history is closed", e);
        }
        return await(answer, session, deadline);
    }

    private <T> T answer(HistorySession session, Question<T> question)
            throws SQLException, InterruptedException {
        long started = System.nanoTime();
        queries.increment();
        try (DuckDBConnection connection = database.duplicate()) {
            session.connected(connection);
            return question.ask(session);
        } finally {
            nanos.add(System.nanoTime() - started);
            permits.release();
        }
    }

    /** What the engine has done. */
    HistoryStatus status(String directory, String problem) {
        return new HistoryStatus(directory, problem, queries.sum(), nanos.sum(), rows.sum());
    }

    private void enter() {
        try {
            if (permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
        throw new StateException(
                Reason.BUSY,
                AT_ONCE + " queries read the history at the moment; ask again in a second");
    }

    private static <T> T await(Future<T> answer, HistorySession session, Duration deadline) {
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stop(answer, session);
            Thread.currentThread().interrupt();
            throw cancelled();
        } catch (TimeoutException e) {
            stop(answer, session);
            throw new StateException(
                    Reason.TIMEOUT,
                    "the history takes longer than "
                            + deadline.toSeconds()
                            + " s to answer; ask for less time with since and until",
                    e);
        } catch (ExecutionException e) {
            throw HistoryFailure.of(e.getCause());
        }
    }

    /** Cancels a query; its thread ends it soon, and keeps its permit until then. */
    private static void stop(Future<?> answer, HistorySession session) {
        session.cancel();
        try {
            answer.get(CANCELLATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It ended with an exception because it was cancelled, or has not ended yet.
            return;
        }
    }

    static StateException cancelled() {
        return new StateException(Reason.TIMEOUT, "the query was cancelled");
    }

    /** Ends the queries that run. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException("can't close DuckDB: " + e.getMessage(), e);
        }
    }
}
