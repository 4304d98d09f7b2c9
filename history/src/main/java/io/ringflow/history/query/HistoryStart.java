package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Since when a history has flows: the earliest last packet in its oldest hour. Known from the last
 * time that somebody looked, at most half a minute ago. Thread-safe.
 */
final class HistoryStart {

    private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();

    private final HistorySearch search;

    /** The oldest hour's files when they were read. Guarded by this. */
    private List<Path> known = List.of();

    /** Why the directory could not be read; empty if it could. */
    private volatile String problem = "";

    private volatile long startNanos = Long.MAX_VALUE;

    /** By {@link System#nanoTime}. */
    private volatile long lookedNanos = System.nanoTime() - LOOK_NANOS;

    HistoryStart(HistorySearch search) {
        this.search = search;
    }

    /** Why the history can't be read; empty if it can. */
    String problem() {
        nanos();
        return problem;
    }

    long nanos() {
        if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            look();
        }
        return startNanos;
    }

    private synchronized void look() {
        if (System.nanoTime() - lookedNanos < LOOK_NANOS) {
            return;
        }
        try {
            List<Path> oldest = search.oldestHour();
            if (!oldest.equals(known)) {
                startNanos =
                        oldest.isEmpty()
                                ? Long.MAX_VALUE
                                : search.oldestMicros(oldest)
                                        .map(TimeUnit.MICROSECONDS::toNanos)
                                        .orElse(Long.MAX_VALUE);
                known = oldest;
            }
            problem = "";
        } catch (StateException e) {
            // It says nothing about the history if other queries are in the way.
            if (e.reason() == StateException.Reason.UNAVAILABLE) {
                problem = e.getMessage();
            }
            known = List.of();
        }
        lookedNanos = System.nanoTime();
    }
}
