package io.ringflow.capture.ring;

import io.ringflow.capture.BatchPool;
import io.ringflow.capture.BatchRecords;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.source.CaptureSplit;
import io.ringflow.capture.source.LiveSplit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;

/**
 * Reads live interfaces: one ring for each split, all on the fetcher thread, which opens and reads
 * them, and at its end leaves them to {@link HeldRings}, for the reader after it, or closes them.
 * Each fetch gives one batch: the packets of one block, or a heartbeat, which comes first after a
 * split was added and then at least each second. Only {@link #wakeUp} may be called from another
 * thread.
 *
 * <p>A fetch fails with {@link NotPermittedException} where the process may not capture, and with
 * {@link CaptureException} where the filter or the ring is impossible; an interface that is down or
 * missing is waited for.
 */
public final class RingReader implements SplitReader<PacketBatch, CaptureSplit> {

    private static final long MILLIS = 1_000_000L;
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    private final LiveCapture settings;
    private final HeldRings held;
    private final RingOpener opener;
    private final Supplier<FrameHandler> decoders;
    private final CaptureClock clock;
    private final CaptureMetrics metrics;
    private final long retireNanos;
    private final BatchPool pool;
    private final List<InterfaceCapture> captures = new ArrayList<>();
    private final WakeUpEvent wakeUp = new WakeUpEvent();
    private PollSet pollSet;

    /** The capture whose turn it is, so that none waits for a busy one. */
    private int turn;

    /**
     * A reader without splits; opens nothing yet.
     *
     * @param job the job's id
     * @param settings what to capture, and how
     * @param metrics the source reader's counters
     * @param held the captures that readers before it have left; stay their owner's
     */
    public RingReader(String job, LiveCapture settings, CaptureMetrics metrics, HeldRings held) {
        this(
                settings,
                held,
                split ->
                        PacketRing.open(
                                settings,
                                split,
                                FanoutGroup.of(job, split.host(), split.interfaceName())),
                () -> new CaptureDecoder(settings.decode()),
                CaptureClock.SYSTEM,
                metrics,
                settings.ring().retireTimeout().toNanos(),
                BatchPool.BATCH_CAPACITY);
    }

    RingReader(
            LiveCapture settings,
            HeldRings held,
            RingOpener opener,
            Supplier<FrameHandler> decoders,
            CaptureClock clock,
            CaptureMetrics metrics,
            long retireNanos,
            int batchCapacity) {
        this.settings = settings;
        this.held = held;
        this.opener = opener;
        this.decoders = decoders;
        this.clock = clock;
        this.metrics = metrics;
        this.retireNanos = retireNanos;
        pool = new BatchPool(batchCapacity);
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
        long now = clock.monotonicNanos();
        long wait = LONGEST_WAIT_MILLIS * MILLIS;
        for (InterfaceCapture capture : captures) {
            pollSet.add(capture.fd());
            wait = Math.min(wait, capture.idleNanos(now));
        }
        pollSet.add(wakeUp.open());
        // Rounded up: a wait of nothing would spin.
        pollSet.await((int) (Math.max(0, wait) / MILLIS) + 1);
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
            throw new IllegalArgumentException(split.splitId() + " is no live split");
        }
        InterfaceCapture left = held.take(new HeldRings.Key(settings, live), this);
        if (left != null) {
            left.goOnFor(pool, metrics);
            captures.add(left);
            return;
        }
        captures.add(
                new InterfaceCapture(
                        live, opener, decoders.get(), pool, clock, metrics, retireNanos));
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

    /** What has failed would fail the next reader too. */
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
