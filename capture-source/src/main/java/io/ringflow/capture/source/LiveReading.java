package io.ringflow.capture.source;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Loss;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live split being read: the log of its capture, and how far that has been emitted. Owned and
 * used by the task thread.
 *
 * @param <P> what the log keeps of the packets
 */
final class LiveReading<P> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveReading.class);

    /** How long a reader may take to catch up with its capture before it can be late. */
    private static final long CATCH_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LiveSplit split;
    private final LogReader<P> log;
    private final CaptureRecords<P, ?> records;
    private final long openedNanos;

    /** The entry to emit next, or null if it must be polled first. */
    private LogEntry<P> next;

    /** Position before {@link #next}. */
    private LogPosition emitted;

    /** Newest event time of the capture, as far as its log has been read. */
    private long captureNanos = Long.MIN_VALUE;

    /** Event time of the split: that of the capture, or later if it was moved up. */
    private long splitNanos = Long.MIN_VALUE;

    /** Whether everything that was in the log at first has been read. */
    private boolean caughtUp;

    /** Whether the split waits because it is ahead of the others. */
    private boolean waiting;

    /** Whether the split was last seen behind the others. */
    private boolean behind;

    /**
     * A split to be read from the position at which its log was opened.
     *
     * @param nowNanos value of {@link System#nanoTime}
     */
    LiveReading(LiveSplit split, LogReader<P> log, CaptureRecords<P, ?> records, long nowNanos) {
        this.split = split;
        this.log = log;
        this.records = records;
        this.openedNanos = nowNanos;
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

    /** Newest event time of the capture; {@link Long#MIN_VALUE} if unknown. */
    long captureNanos() {
        return captureNanos;
    }

    /**
     * Returns true if there is an entry to emit.
     *
     * @throws io.ringflow.capture.CaptureException if the capture has failed
     */
    boolean hasNext() {
        if (next == null) {
            next = log.poll();
            if (next != null && next.report().newestNanos != Long.MAX_VALUE) {
                captureNanos = Math.max(captureNanos, next.report().newestNanos);
            }
        }
        return next != null;
    }

    /**
     * Returns true if there is an entry and the split may be read now, as seen from the others.
     *
     * @param nowNanos value of {@link System#nanoTime}
     */
    boolean mayEmit(EventTimeBounds bounds, long nowNanos) {
        if (!hasNext()) {
            caughtUp = true;
            return false;
        }
        boolean ahead = bounds.isAhead(captureNanos, nowNanos);
        if (ahead && !waiting) {
            LOG.warn(
                    "{}: the clock is more than 10 s ahead of the other captures', so packets wait;"
                            + " synchronize the clocks",
                    split.splitId());
        }
        waiting = ahead;
        return !ahead;
    }

    /**
     * Moves event time up if the split is behind the others. While a reader catches up with what
     * its capture has read meanwhile, it is never behind.
     */
    void moveUp(EventTimeBounds bounds, long nowNanos, SourceOutput<?> output) {
        caughtUp |= nowNanos - openedNanos > CATCH_UP_NANOS;
        long lowest = bounds.lowestNanos();
        boolean isBehind = caughtUp && captureNanos < lowest;
        if (isBehind && !behind) {
            LOG.warn(
                    "{}: event time is more than 10 s behind that of the other captures, which"
                            + " don't wait any longer: its packets are late",
                    split.splitId());
        }
        behind = isBehind;
        if (isBehind && splitNanos < lowest) {
            splitNanos = lowest;
            EventTimeBuckets eventTime = records.eventTime();
            output.emitWatermark(new Watermark(eventTime.watermarkMillis(splitNanos)));
        }
    }

    /**
     * Emits the next entry, and before it what was lost. There must be one.
     *
     * @return its report
     */
    <T> CaptureReport emit(CaptureRecords.Emitter<P, T> emitter, SourceOutput<T> output) {
        Loss loss = log.loss();
        if (loss != null) {
            long packets = loss.gap().drops();
            LOG.warn(
                    "{}: {} packets were lost in a restart",
                    split.splitId(),
                    packets == 0 ? "an unknown number of" : packets);
            emitter.emit(report(loss), null, output);
        }
        // The log may be read again, so its own report stays as it is.
        CaptureReport report = next.report().copy();
        P payload = next.payload();
        if (payload != null && splitNanos > Long.MIN_VALUE) {
            payload = records.movedUp(payload, report, splitNanos);
        }
        emitter.emit(report, payload, atEnd(report) ? new DrainOutput<>(output::collect) : output);
        emitted = log.position();
        next = null;
        splitNanos = Math.max(splitNanos, captureNanos);
        return report;
    }

    /**
     * The last entry of a capture must not end event time: the next run continues from the flows
     * that are open. Only Flink ends event time, if the job is drained.
     */
    private static boolean atEnd(CaptureReport report) {
        return report.newestNanos == Long.MAX_VALUE;
    }

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
