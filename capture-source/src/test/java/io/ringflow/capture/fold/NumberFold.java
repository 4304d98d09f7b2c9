package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the values of the column {@code srcLow} in buckets without lateness: a bucket is what was
 * read before the next one starts.
 */
public final class NumberFold implements CaptureFold<List<Long>> {

    private final Observer observer;
    private final long bucketNanos;
    private final ArrayDeque<Closed<List<Long>>> closed = new ArrayDeque<>();
    private CaptureReport report = new CaptureReport(false);
    private List<Long> numbers = new ArrayList<>();
    private long offsetNanos;
    private long newestNanos = Long.MIN_VALUE;

    /** A fold with buckets of one second. */
    public NumberFold(Observer observer) {
        this(observer, 1_000_000_000L);
    }

    /** A fold with buckets of this length. */
    public NumberFold(Observer observer, long bucketNanos) {
        this.observer = observer;
        this.bucketNanos = bucketNanos;
    }

    @Override
    public CaptureReport report() {
        return report;
    }

    @Override
    public void start(long eventNanos, long clockNanos) {
        offsetNanos = eventNanos - clockNanos;
    }

    @Override
    public void add(PacketBatch group) {
        report.add(group);
        for (int i = 0; i < group.size; i++) {
            see(group.timeNanos[i]);
            numbers.add(group.srcLow[i]);
        }
    }

    @Override
    public void advance(long nanos) {
        see(nanos);
    }

    private void see(long nanos) {
        long before = newestNanos;
        newestNanos = Math.max(before, nanos + offsetNanos);
        if (before != Long.MIN_VALUE && newestNanos / bucketNanos > before / bucketNanos) {
            close();
        }
    }

    private void close() {
        List<Long> payload = numbers.isEmpty() ? null : numbers;
        numbers = new ArrayList<>();
        closed.add(closed(payload));
    }

    @Override
    public void mark() {
        closed.add(closed(null));
    }

    private Closed<List<Long>> closed(List<Long> payload) {
        report.observer = observer;
        report.newestNanos = newestNanos;
        Closed<List<Long>> next =
                new Closed<>(report, payload, payload == null ? 0 : 8L * payload.size());
        report = new CaptureReport(false);
        return next;
    }

    @Override
    public void end() {
        close();
    }

    @Override
    public Closed<List<Long>> poll() {
        return closed.poll();
    }
}
