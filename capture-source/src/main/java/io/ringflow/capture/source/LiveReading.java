package io.ringflow.capture.source;

import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Loss;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * A live split being read: the log of its capture, and how far that has been emitted. Owned and used
 * by the task thread.
 *
 * @param <P> what the log keeps of the packets
 */
final class LiveReading<P> implements AutoCloseable {

    private final LiveSplit split;
    private final LogReader<P> log;

    /** The entry to emit next, or null if it must be polled first. */
    private LogEntry<P> next;

    /** Position before {@link #next}. */
    private LogPosition emitted;

    LiveReading(LiveSplit split, LogReader<P> log) {
        this.split = split;
        this.log = log;
        this.emitted = log.position();
    }

    /** The split at the position after what has been emitted. */
    LiveSplit split() {
        return split.at(emitted);
    }

    /** The capture's log. */
    LogReader<P> log() {
        return log;
    }

    /**
     * Returns true if there is an entry to emit.
     *
     * @throws io.ringflow.capture.CaptureException if the capture has failed
     */
    boolean hasNext() {
        if (next == null) {
            next = log.poll();
        }
        return next != null;
    }

    /**
     * Emits the next entry, and before it what was lost. There must be one.
     *
     * @return its report
     */
    <T> CaptureReport emit(CaptureRecords.Emitter<P, T> emitter, SourceOutput<T> output) {
        Loss loss = log.loss();
        if (loss != null) {
            emitter.emit(report(loss), null, output);
        }
        CaptureReport report = next.report();
        emitter.emit(report, next.payload(), output);
        emitted = log.position();
        next = null;
        return report;
    }

    /** Reports of the log stay as they are, because the log may be read again. */
    private CaptureReport report(Loss loss) {
        CaptureReport report = new CaptureReport(false);
        report.observer = new Observer(split.host(), split.interfaceName());
        report.firstBatchMillis = System.currentTimeMillis();
        report.state = next.report().state;
        report.ringFill = next.report().ringFill;
        report.newestNanos = emitted.eventNanos();
        report.addLoss(loss.gap(), loss.drops());
        return report;
    }

    /** Leaves the log to the next reader. */
    @Override
    public void close() {
        log.close();
    }
}
