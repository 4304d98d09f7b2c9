package io.ringflow.capture.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Hands the failures of a split reader to the task through the queue of its records, from which the
 * task throws them. Flink's fetcher reports a failure beside that queue and then wakes the task up;
 * if the task has just found no failure and is about to find the queue empty, it misses that, and
 * waits forever.
 *
 * <p>All methods but {@link #wakeUp} are called by the fetcher thread.
 */
@SuppressWarnings("try") // SplitReader.close() may be interrupted
final class FailureRecords<E, S extends SourceSplit> implements SplitReader<E, S> {

    private final SplitReader<E, S> reader;
    private RuntimeException failure;
    private boolean reported;
    private boolean woken;

    /** Creates a reader that owns and closes another one. */
    FailureRecords(SplitReader<E, S> reader) {
        this.reader = reader;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<S> change) {
        try {
            reader.handleSplitsChanges(change);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void pauseOrResumeSplits(Collection<S> splitsToPause, Collection<S> splitsToResume) {
        reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
    }

    @Override
    public RecordsWithSplitIds<E> fetch() {
        if (failure == null) {
            try {
                return reader.fetch();
            } catch (IOException e) {
                failure = new UncheckedIOException(e);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (reported) {
            // The task is about to close this reader.
            awaitWakeUp();
            return new Records<>(null);
        }
        reported = true;
        return new Records<>(failure);
    }

    private synchronized void awaitWakeUp() {
        try {
            while (!woken) {
                wait();
            }
            woken = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeUp() {
        synchronized (this) {
            woken = true;
            notifyAll();
        }
        reader.wakeUp();
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }

    /**
     * No records.
     *
     * @param failure what the task throws when it looks for them; null for nothing
     */
    private record Records<E>(RuntimeException failure) implements RecordsWithSplitIds<E> {

        @Override
        public String nextSplit() {
            if (failure != null) {
                throw failure;
            }
            return null;
        }

        @Override
        public E nextRecordFromSplit() {
            return null;
        }

        @Override
        public Set<String> finishedSplits() {
            return Set.of();
        }
    }
}
