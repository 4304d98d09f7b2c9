package io.ringflow.history.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of the history are bounded in number, time and memory, and can only read. */
class HistoryEngineTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Takes hours if it is not cancelled. */
    private static final String ENDLESS =
            "SELECT count(*) FROM range(1000000000) a, range(1000000) b"
                    + " WHERE a.range % 7 = b.range";

    @TempDir private Path directory;
    private HistoryEngine engine;

    @BeforeEach
    void start() {
        engine = new HistoryEngine(directory, 64_000_000);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Long ask(String sql, Duration deadline) {
        return engine.ask(
                deadline,
                session ->
                        session.query(
                                sql,
                                rows -> {
                                    rows.next();
                                    return rows.getLong(1);
                                }));
    }

    @Test
    void endsQueryAtItsDeadline() {
        assertThatThrownBy(() -> ask(ENDLESS, Duration.ofMillis(200)))
                .isInstanceOfSatisfying(
                        StateException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
        assertThat(ask("SELECT 42", LONG)).isEqualTo(42);
    }

    @Test
    void cancelsQueryOfInterruptedThread() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        Thread asking =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        engine.ask(
                                                LONG,
                                                session -> {
                                                    asked.countDown();
                                                    return session.query(ENDLESS, rows -> 0);
                                                });
                                        failure.complete(null);
                                    } catch (StateException e) {
                                        failure.complete(e);
                                    }
                                });
        asked.await();
        asking.interrupt();
        assertThat(failure.get(30, TimeUnit.SECONDS)).hasMessage("the query was cancelled");
    }

    @Test
    void refusesQueryThatNeedsTooMuchMemory() {
        assertThatThrownBy(
                        () ->
                                ask(
                                        "SELECT count(DISTINCT md5(range::VARCHAR))"
                                                + " FROM range(10000000)",
                                        LONG))
                .isInstanceOfSatisfying(
                        StateException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
    }

    @Test
    void readsNothingBeyondItsDirectory() {
        assertThatThrownBy(() -> ask("SELECT count(*) FROM read_text('/etc/hostname')", LONG))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("/etc/hostname");
        assertThatThrownBy(() -> ask("SET threads = 8", LONG)).isInstanceOf(StateException.class);
    }

    @Test
    void refusesMoreQueriesThanItHasThreads() throws Exception {
        CountDownLatch running = new CountDownLatch(HistoryEngine.AT_ONCE);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < HistoryEngine.AT_ONCE; i++) {
            Thread.ofVirtual()
                    .start(
                            () ->
                                    engine.ask(
                                            LONG,
                                            session -> {
                                                running.countDown();
                                                end.await();
                                                return 0;
                                            }));
        }
        running.await();
        assertThatThrownBy(() -> ask("SELECT 1", LONG))
                .isInstanceOfSatisfying(
                        StateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        end.countDown();
        assertThat(ask("SELECT 1", LONG)).isEqualTo(1);
    }
}
