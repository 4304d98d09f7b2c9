package io.ringflow.capture.log;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.log.LogEntries.Slot;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureLogStatus;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a live capture: entries numbered from 0, which stay until a reader trims them. It
 * outlives its readers, of which it has one at a time: a new one takes the log over. Appending
 * never waits for a reader. While the logs of the process take more than their {@link LogMemory},
 * entries that no reader has got are merged, then the oldest ones are dropped; a reader that misses
 * entries can say exactly how many packets were in them.
 *
 * <p>Written by the capture thread; read by a task thread through a {@link LogReader}. The log
 * itself is the lock, which nobody holds for long.
 *
 * @param <P> what is kept of the packets
 */
public final class CaptureLog<P> {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureLog.class);

    private final String name;
    private final Observer observer;
    private final long id;
    private final LogMemory memory;
    private final Merger<P> merger;
    private final LogOwner owner;

    private final LogEntries<P> entries;
    private long startNanos;
    private LogReader<P> reader;
    private CaptureException failure;
    private boolean ended;
    private boolean closed;

    /** Whether entries are being dropped, which is logged once. */
    private boolean overflowing;

    /**
     * An empty log.
     *
     * @param name name of the split, for messages
     * @param observer host and interface of the capture
     * @param startNanos wall clock, nanoseconds since the epoch
     * @param memory shared with other logs
     * @param merger merges the payloads of unread entries
     * @param owner the capture that writes the log
     */
    public CaptureLog(
            String name,
            Observer observer,
            long startNanos,
            LogMemory memory,
            Merger<P> merger,
            LogOwner owner) {
        this.name = name;
        this.observer = observer;
        this.startNanos = startNanos;
        this.id = (startNanos & ~0xf_ffffL) | ThreadLocalRandom.current().nextInt(1 << 20);
        this.memory = memory;
        this.merger = merger;
        this.owner = owner;
        this.entries = new LogEntries<>(memory);
        memory.countLogs(1);
    }

    /** Start of the capture to the millisecond and 20 random bits; identifies the log. */
    public long id() {
        return id;
    }

    Observer observer() {
        return observer;
    }

    /** Since when packets have been captured, nanoseconds since the epoch. */
    long startNanos() {
        return startNanos;
    }

    /** Guarded by this object. */
    LogEntries<P> entries() {
        return entries;
    }

    /** The capture's ring is open: from now on its packets are in the log. */
    public synchronized void start(long nanos) {
        startNanos = nanos;
    }

    /** Appends an entry. Its report belongs to the log from now on. */
    public void append(Closed<P> entry) {
        LogReader<P> waiting;
        synchronized (this) {
            if (closed) {
                return;
            }
            entries.append(entry);
            waiting = reader;
        }
        arrived(waiting);
        shrink();
    }

    /** The capture has ended after the last entry. */
    public void end() {
        LogReader<P> waiting;
        synchronized (this) {
            ended = true;
            waiting = reader;
            if (waiting == null) {
                close();
            }
        }
        arrived(waiting);
    }

    /** The capture has failed. Its reader gets what was appended, then the exception. */
    public void fail(Throwable cause) {
        LogReader<P> waiting;
        synchronized (this) {
            failure =
                    cause instanceof CaptureException refused
                            ? refused
                            : new CaptureException(
                                    "The capture of " + name + " has failed: " + cause, cause);
            waiting = reader;
            if (waiting == null) {
                close();
            }
        }
        arrived(waiting);
    }

    /** Frees all entries; the reader gets nothing more. Idempotent. */
    public synchronized void close() {
        if (!closed) {
            closed = true;
            reader = null;
            entries.trim(Long.MAX_VALUE);
            memory.countLogs(-1);
        }
    }

    /**
     * Opens a reader, which takes the log over from the one before.
     *
     * @param arrival called when there is something to {@link LogReader#poll}, by the capture
     *     thread; must not block
     */
    public synchronized LogReader<P> open(LogPosition position, Runnable arrival) {
        reader = new LogReader<>(this, position, arrival);
        return reader;
    }

    /** Returns true if nobody reads the log. */
    public synchronized boolean isUnread() {
        return reader == null;
    }

    /** Returns true if the capture has ended or failed, so that nothing more will be appended. */
    public synchronized boolean isOver() {
        return ended || failure != null;
    }

    @SuppressWarnings("ReferenceEquality") // this very reader
    boolean isReadBy(LogReader<P> candidate) {
        return reader == candidate;
    }

    /** The failure, or null. Guarded by this object. */
    CaptureException failure() {
        return failure;
    }

    /** Whether the capture has ended. Guarded by this object. */
    boolean hasEnded() {
        return ended;
    }

    synchronized void trim(LogReader<P> by, LogPosition upTo) {
        if (isReadBy(by) && upTo.logId() == id) {
            overflowing = !entries.trim(upTo.next()) && overflowing;
        }
    }

    void finish(LogReader<P> by) {
        boolean current;
        synchronized (this) {
            current = isReadBy(by);
        }
        if (current) {
            owner.finish();
        }
    }

    void leave(LogReader<P> by) {
        synchronized (this) {
            if (!isReadBy(by)) {
                return;
            }
            reader = null;
            if (ended || failure != null) {
                close();
                return;
            }
        }
        owner.left();
    }

    /** Returns how full the log is. */
    public synchronized CaptureLogStatus status() {
        long bytes = entries.bytes();
        return new CaptureLogStatus(
                observer,
                entries.size(),
                bytes,
                memory.share(bytes),
                entries.spanNanos(),
                entries.replayed());
    }

    private static void arrived(LogReader<?> waiting) {
        if (waiting != null) {
            waiting.arrived();
        }
    }

    /** Merges or drops entries until the log is small enough. Runs on the capture thread. */
    private void shrink() {
        while (mergeOrDrop()) {
            // The next pair or entry.
        }
    }

    private boolean mergeOrDrop() {
        Slot<P> first;
        Slot<P> second;
        synchronized (this) {
            if (closed || !memory.exceededBy(entries.bytes())) {
                return false;
            }
            int pair = entries.pairToMerge();
            if (pair < 0) {
                return drop();
            }
            first = entries.slot(pair);
            second = entries.slot(pair + 1);
        }
        // Takes milliseconds, so the reader must not wait for it.
        Slot<P> merged = first.mergedWith(second, merger);
        synchronized (this) {
            if (!closed) {
                entries.replace(first, second, merged);
            }
        }
        return true;
    }

    private boolean drop() {
        if (!entries.dropOldest()) {
            return false;
        }
        if (!overflowing) {
            overflowing = true;
            LOG.warn(
                    "{}: the log is full with {} MiB, so its oldest entries are dropped until they"
                            + " are read; raise capture.logMemory to keep more",
                    name,
                    entries.bytes() >> 20);
        }
        return true;
    }
}
