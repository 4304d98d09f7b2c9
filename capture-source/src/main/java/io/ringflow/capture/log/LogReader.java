package io.ringflow.capture.log;

import io.ringflow.capture.CaptureException;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureLogStatus;

/**
 * Reads a capture's log from a position. Used by one task thread, which closes it. If another
 * reader takes the log over, this one gets nothing more.
 *
 * @param <P> the entries' payload
 */
public final class LogReader<P> implements AutoCloseable {

    private final CaptureLog<P> log;
    private final Runnable arrival;
    private LogPosition position;

    /** Whether the log has the position. Otherwise reading starts at the oldest entry. */
    private boolean known;

    private Loss loss;

    /** Called by the log, which is locked. */
    LogReader(CaptureLog<P> log, LogPosition position, Runnable arrival) {
        this.log = log;
        this.position = position;
        this.arrival = arrival;
        this.known = position.logId() == log.id() && log.entries().has(position);
    }

    /** Called by the capture thread. */
    void arrived() {
        arrival.run();
    }

    /**
     * Returns the next entry, or null if there is none yet.
     *
     * @throws CaptureException if the capture has failed and all entries before that were returned
     */
    public LogEntry<P> poll() {
        synchronized (log) {
            if (!log.isReadBy(this)) {
                return null;
            }
            LogEntry<P> entry = log.entries().firstFrom(next());
            if (entry != null) {
                log.entries().handOut(entry);
                loss = lossBefore(entry);
                position = entry.after(log.id());
                known = true;
            } else if (log.failure() != null) {
                throw log.failure();
            }
            return entry;
        }
    }

    /** What was lost right before the entry polled last, or null. */
    public Loss loss() {
        return loss;
    }

    /** The position after the entry polled last; at first the one that the reader was opened at. */
    public LogPosition position() {
        return position;
    }

    /**
     * Nothing before a position is needed any more, so the log may forget it. Ignored if another
     * reader has taken the log over or if it is a position in another log.
     */
    public void trim(LogPosition upTo) {
        log.trim(this, upTo);
    }

    /**
     * Asks the capture to end, with all open buckets closed. {@link #poll} then returns the rest.
     */
    public void finish() {
        log.finish(this);
    }

    /** Returns true if the capture has ended and all entries were polled. */
    public boolean ended() {
        synchronized (log) {
            return log.isReadBy(this) && log.hasEnded() && log.entries().firstFrom(next()) == null;
        }
    }

    /** How full the log is. May be called by any thread. */
    public CaptureLogStatus status() {
        return log.status();
    }

    /** Leaves the log to the next reader. Idempotent. */
    @Override
    public void close() {
        log.leave(this);
    }

    private long next() {
        return known ? position.next() : 0;
    }

    private Loss lossBefore(LogEntry<P> entry) {
        if (!known && !position.isStart()) {
            // Another capture had read up to the position. What it read afterwards is unknown.
            long removed = entry.framesBefore() + entry.dropsBefore() == 0 ? 0 : removedNanos();
            return loss(position.eventNanos(), Math.max(log.startNanos(), removed), 0, 0);
        }
        long frames = entry.framesBefore() - (known ? position.frames() : 0);
        long drops = entry.dropsBefore() - (known ? position.drops() : 0);
        if (frames + drops == 0) {
            return null;
        }
        return loss(
                known ? position.eventNanos() : log.startNanos(), removedNanos(), frames, drops);
    }

    private long removedNanos() {
        return log.entries().removedNanos();
    }

    private Loss loss(long startNanos, long endNanos, long frames, long drops) {
        CaptureGap gap =
                new CaptureGap(
                        log.observer(),
                        startNanos,
                        Math.max(startNanos, endNanos),
                        frames + drops,
                        CaptureGap.Cause.RESTART);
        return new Loss(gap, drops);
    }
}
