package io.ringflow.capture.fold;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.ArrayDeque;

/**
 * The closed buckets that were not polled yet, each with what was counted since the one before. Not
 * thread-safe.
 */
final class ClosedBuckets {

    private final Observer observer;
    private final boolean countsSizes;
    private final ArrayDeque<Closed<BucketFragments>> closed = new ArrayDeque<>();
    private CaptureReport report;

    ClosedBuckets(Observer observer, FoldSettings settings) {
        this.observer = observer;
        this.countsSizes = settings.countsSizes();
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

    /** Adds the counts of a group and the sizes of its packets. */
    void count(PacketBatch group) {
        noteStart();
        report.add(group);
        if (countsSizes) {
            for (int i = 0; i < group.size; i++) {
                report.sizes.add(group.ipBytes[i], PacketBits.segments(group.ipBits[i]));
            }
        }
    }

    /**
     * Adds a closed bucket.
     *
     * @param fragments the fragments of the bucket or of a part; null for a mark
     * @param newestNanos event time at which it was closed
     * @param openNanos start of the oldest bucket that may still be open
     */
    void add(BucketFragments fragments, long newestNanos, long openNanos) {
        close(fragments, newestNanos, newestNanos, Math.min(openNanos, newestNanos));
    }

    /** Adds the end of the capture, which comes after all buckets. */
    void end(long lastNanos) {
        close(null, Long.MAX_VALUE, lastNanos, lastNanos);
    }

    private void close(
            BucketFragments fragments, long newestNanos, long lastNanos, long openNanos) {
        noteStart();
        report.newestNanos = newestNanos;
        report.lastNanos = lastNanos;
        long bytes = fragments == null ? 0 : fragments.bytes();
        closed.add(new Closed<>(report, fragments, bytes, openNanos));
        startReport();
    }

    Closed<BucketFragments> poll() {
        return closed.poll();
    }
}
