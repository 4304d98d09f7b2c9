package io.ringflow.capture.fold;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.ArrayDeque;

/**
 * The closed buckets that were not polled yet, each with what was counted since the one before. Not
 * thread-safe.
 *
 * @param <P> what is kept of the packets
 */
final class ClosedBuckets<P> {

    private final Observer observer;
    private final boolean countsSizes;
    private final ArrayDeque<Closed<P>> closed = new ArrayDeque<>();
    private CaptureReport report;

    ClosedBuckets(Observer observer, boolean countsSizes) {
        this.observer = observer;
        this.countsSizes = countsSizes;
        startReport();
    }

    /** Starts a report; the state of the capture stays as it is. */
    private void startReport() {
        CaptureReport before = report;
        report = new CaptureReport(countsSizes);
        report.observer = observer;
        if (before != null) {
            report.state = before.state;
            report.ringFill = before.ringFill;
        }
    }

    private void noteStart() {
        if (report.firstBatchMillis == 0) {
            report.firstBatchMillis = System.currentTimeMillis();
        }
    }

    /** What was counted since the bucket that was closed last. */
    CaptureReport report() {
        return report;
    }

    /** Number of closed buckets, parts and marks that were not polled yet. */
    int count() {
        return closed.size();
    }

    /** Adds the counts of a group and the sizes of its packets, unless they were counted before. */
    void count(PacketBatch group) {
        noteStart();
        if (group.counted) {
            return;
        }
        report.add(group);
        if (countsSizes) {
            for (int i = 0; i < group.size; i++) {
                report.sizes.add(group.ipBytes[i], PacketBits.segments(group.ipBits[i]));
            }
        }
    }

    /**
     * Adds a closed bucket or a part of one.
     *
     * @param payload what is kept of its packets
     * @param bytes memory that the payload takes
     * @param newestNanos event time at which it was closed
     * @param openNanos start of the oldest bucket that may still be open
     */
    void add(P payload, long bytes, long newestNanos, long openNanos) {
        long open = Math.min(openNanos, newestNanos);
        startReport(new Closed<>(finished(newestNanos, newestNanos), payload, bytes, open));
    }

    /** Adds the counts so far. */
    void mark(long newestNanos, long openNanos) {
        add(null, 0, newestNanos, openNanos);
    }

    /** Adds the end of the capture, which comes after all buckets. */
    void end(long lastNanos) {
        startReport(new Closed<>(finished(Long.MAX_VALUE, lastNanos), null, 0, lastNanos));
    }

    private CaptureReport finished(long newestNanos, long lastNanos) {
        noteStart();
        report.newestNanos = newestNanos;
        report.lastNanos = lastNanos;
        return report;
    }

    private void startReport(Closed<P> before) {
        closed.add(before);
        startReport();
    }

    Closed<P> poll() {
        return closed.poll();
    }
}
