package io.ringflow.capture.live;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.BatchRecords;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.PollSet;
import io.ringflow.capture.ring.WakeUpEvent;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;

/**
 * Reads live interfaces, with one ring per split. Rings are opened and read on the fetcher thread.
 * When the reader is closed it leaves them to {@link HeldRings} for the next reader, or closes
 * them. All methods but {@link #wakeUp} are called by the fetcher thread.
 *
 * <p>Each fetch returns one batch: the packets of one block, or a {@link Heartbeat}. The first
 * batch of a new split is always a heartbeat, unless packets are already waiting.
 *
 * <p>A fetch fails with {@link NotPermittedException} if the process may not capture, and with
 * {@link CaptureException} if the filter is wrong or the ring can't be created. If an interface is
 * down or missing, the reader waits for it.
 */
public final class RingReader implements SplitReader<PacketBatch, CaptureSplit> {

    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LiveCapture settings;
    private final HeldRings held;
    private final CaptureEnvironment environment;
    private final CaptureMetrics metrics;
    private final BatchPool pool;
    private final List<InterfaceCapture> captures = new ArrayList<>();
    private final WakeUpEvent wakeUp = new WakeUpEvent();
    private PollSet pollSet;

    /**
     * Index of the capture last asked. Captures take turns so that a busy one can't starve others.
     */
    private int turn;

    /**
     * A reader without splits. Opens nothing yet.
     *
     * @param job the job's id
     * @param settings what to capture, and how
     * @param metrics the source reader's counters
     * @param held captures left by earlier readers; not closed by this reader
     */
    public RingReader(String job, LiveCapture settings, CaptureMetrics metrics, HeldRings held) {
        this(
                settings,
                held,
                CaptureEnvironment.ofJob(job, settings),
                metrics,
                new BatchPool(BatchPool.BATCH_CAPACITY));
    }

    RingReader(
            LiveCapture settings,
            HeldRings held,
            CaptureEnvironment environment,
            CaptureMetrics metrics,
            BatchPool pool) {
        this.settings = settings;
        this.held = held;
        this.environment = environment;
        this.metrics = metrics;
        this.pool = pool;
    }

    @Override
    public RecordsWithSplitIds<PacketBatch> fetch() {
        while (true) {
            for (int i = 0; i < captures.size(); i++) {
                turn = turn + 1 < captures.size() ? turn + 1 : 0;
                InterfaceCapture capture = captures.get(turn);
                PacketBatch batch = capture.next();
                if (batch != null) {
                    return BatchRecords.of(capture.splitId(), batch, pool);
                }
            }
            if (wakeUp.take()) {
                return BatchRecords.none();
            }
            await();
        }
    }

    private void await() {
        if (pollSet == null) {
            pollSet = new PollSet();
        }
        pollSet.clear();
        long monotonicNanos = environment.clock().monotonicNanos();
        long wait = LONGEST_WAIT_NANOS;
        for (InterfaceCapture capture : captures) {
            pollSet.add(capture.fd());
            wait = Math.min(wait, capture.idleNanos(monotonicNanos));
        }
        pollSet.add(wakeUp.open());
        // Rounded up: a wait of 0 ms would spin.
        pollSet.await((int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait)) + 1);
        for (int i = 0; i < captures.size(); i++) {
            if (pollSet.failed(i)) {
                captures.get(i).suspect();
            }
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<CaptureSplit> change) {
        switch (change) {
            case SplitsAddition<CaptureSplit> added -> added.splits().forEach(this::add);
            case SplitsRemoval<CaptureSplit> removed -> removed.splits().forEach(this::remove);
            default -> throw new UnsupportedOperationException(change.toString());
        }
    }

    private void add(CaptureSplit split) {
        if (!(split instanceof LiveSplit live)) {
            throw new IllegalArgumentException(split.splitId() + " is not a live split");
        }
        InterfaceCapture capture = held.take(new HeldRings.Key(settings, live), this);
        if (capture != null) {
            capture.resumeFor(pool, metrics);
        } else {
            Duration retireTimeout = settings.ring().retireTimeout();
            capture = new InterfaceCapture(live, environment, retireTimeout, pool, metrics);
        }
        captures.add(capture);
    }

    private void remove(CaptureSplit split) {
        for (Iterator<InterfaceCapture> i = captures.iterator(); i.hasNext(); ) {
            InterfaceCapture capture = i.next();
            if (capture.splitId().equals(split.splitId())) {
                capture.close();
                i.remove();
            }
        }
    }

    /** A capture that has failed is closed: it would fail the next reader too. */
    private void leave(InterfaceCapture capture) {
        HeldRings.Key key = new HeldRings.Key(settings, capture.split());
        if (!capture.sound() || !held.hold(key, capture, this)) {
            capture.close();
        }
    }

    @Override
    public void wakeUp() {
        wakeUp.set();
    }

    @Override
    public void close() {
        captures.forEach(this::leave);
        captures.clear();
        if (pollSet != null) {
            pollSet.close();
            pollSet = null;
        }
        wakeUp.close();
    }
}
