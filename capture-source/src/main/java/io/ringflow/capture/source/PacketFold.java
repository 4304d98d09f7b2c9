package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps the decoded packets of a capture as they are, in batches of at most {@value #MOST_PACKETS}
 * packets. A batch is closed when it is full and when a second of event time has passed. Used by the
 * thread that reads the capture.
 */
final class PacketFold implements CaptureFold<PacketBatch> {

    static final int MOST_PACKETS = 1024;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Bytes of a packet in the columns. */
    private static final int ROW_BYTES = 80;

    private final Observer observer;
    private final Queue<Closed<PacketBatch>> closed = new ArrayDeque<>();
    private CaptureReport report;
    private PacketBatch batch;
    private long newestNanos = Long.MIN_VALUE;
    private boolean marked;

    PacketFold(Observer observer) {
        this.observer = observer;
        start();
    }

    private void start() {
        report = new CaptureReport(false);
        report.observer = observer;
        report.state = InterfaceStatus.State.UP;
        report.firstBatchMillis = System.currentTimeMillis();
        batch = new PacketBatch(64);
        batch.reset(observer, newestNanos);
        marked = false;
    }

    @Override
    public CaptureReport report() {
        return report;
    }

    @Override
    public void add(PacketBatch group) {
        report.add(group);
        for (int row = 0; row < group.size; row++) {
            if (batch.size == MOST_PACKETS) {
                close(newestNanos);
            }
            batch.addCopy(group, row);
        }
        advance(group.newestNanos);
    }

    @Override
    public void advance(long nanos) {
        boolean passed =
                Math.floorDiv(nanos, SECOND_NANOS) > Math.floorDiv(newestNanos, SECOND_NANOS);
        newestNanos = Math.max(newestNanos, nanos);
        if (passed) {
            close(newestNanos);
        }
    }

    @Override
    public void mark() {
        marked = true;
    }

    @Override
    public void end() {
        report.lastNanos = newestNanos;
        close(Long.MAX_VALUE);
    }

    private void close(long eventNanos) {
        report.newestNanos = eventNanos;
        PacketBatch full = batch.size == 0 ? null : batch;
        long bytes = full == null ? 0 : (long) ROW_BYTES * full.capacity();
        closed.add(new Closed<>(report, full, bytes));
        start();
    }

    @Override
    public Closed<PacketBatch> poll() {
        if (marked && closed.isEmpty()) {
            close(newestNanos);
        }
        return closed.poll();
    }
}
