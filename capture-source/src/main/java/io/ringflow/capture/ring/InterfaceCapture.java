package io.ringflow.capture.ring;

import io.ringflow.capture.BatchPool;
import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.source.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.InterfaceStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of one split: its ring, while there is one, its interface's life, its heartbeat and
 * its counters. Owned by the reader, used on the fetcher thread; between two readers by {@link
 * HeldRings}, and by no thread.
 */
final class InterfaceCapture implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceCapture.class);
    private static final long MILLIS = 1_000_000L;

    /** Also how late, at most, event time is on a silent link. */
    private static final long HEARTBEAT_NANOS = 250 * MILLIS;

    private static final long TENDING_NANOS = 1_000 * MILLIS;
    private static final long FIRST_BACKOFF_NANOS = 250 * MILLIS;
    private static final long LAST_BACKOFF_NANOS = 2_000 * MILLIS;

    private final LiveSplit split;
    private final Observer observer;
    private final RingOpener opener;
    private final FrameHandler handler;
    private final CaptureClock clock;
    private final InterfaceLife life;

    /** A packet may be this old before its block is handed over: up to two retire timeouts. */
    private final long retireNanos;

    /** When the capture began: tells it from those of the same split before and after it. */
    private final long beganNanos;

    // Those of the reader.
    private BatchPool pool;
    private CaptureMetrics metrics;

    private Ring ring;
    private BlockCursor cursor;

    /** The interface is gone, and the ring only waits for its last block to retire. */
    private boolean dying;

    private boolean suspicious;
    private long newestNanos = Long.MIN_VALUE;
    private long backoffNanos = FIRST_BACKOFF_NANOS;

    // Monotonic: when to open or close the ring, look at the interface, send a heartbeat, and read
    // the kernel's counters.
    private long ringDue;
    private long lookDue;
    private long heartbeatDue;
    private long statisticsDue;

    private long statisticsReadNanos;
    private long drops;
    private long freezes;

    /** Frames and drops that batches have told of, since the capture began. */
    private long framesTold;

    private long dropsTold;

    /** False where reading has failed: then nobody else may go on. */
    private boolean sound = true;

    InterfaceCapture(
            LiveSplit split,
            RingOpener opener,
            FrameHandler handler,
            BatchPool pool,
            CaptureClock clock,
            CaptureMetrics metrics,
            long retireNanos) {
        this.split = split;
        this.observer = new Observer(split.host(), split.interfaceName());
        this.opener = opener;
        this.handler = handler;
        this.pool = pool;
        this.clock = clock;
        this.metrics = metrics;
        this.retireNanos = 2 * retireNanos;
        this.life = new InterfaceLife(split, observer);
        beganNanos = clock.epochNanos();
        ringDue = clock.monotonicNanos();
        heartbeatDue = ringDue;
    }

    /** Goes on for another reader: with what waits in the ring, and from then on on its thread. */
    void goOnFor(BatchPool itsPool, CaptureMetrics itsMetrics) {
        pool = itsPool;
        metrics = itsMetrics;
        life.tellAgain();
        lookDue = clock.monotonicNanos();
        heartbeatDue = lookDue;
        LOG.info("{}: goes on in the ring of the task before", splitId());
    }

    /** Whether another reader may go on with it. */
    boolean sound() {
        return sound;
    }

    LiveSplit split() {
        return split;
    }

    String splitId() {
        return split.splitId();
    }

    /** Descriptor to poll, or -1 where there is nothing to wait for but time. */
    int fd() {
        return ring == null || dying ? -1 : ring.fd();
    }

    /** The descriptor reported an error: look at the interface. */
    void suspect() {
        suspicious = true;
    }

    /** For how long {@link #next} has nothing to do without packets, from a monotonic time. */
    long idleNanos(long monotonic) {
        long tend = (ring == null || dying ? ringDue : lookDue) - monotonic;
        return Math.min(heartbeatDue - monotonic, tend);
    }

    /** The next batch, or null where there is none yet. Doesn't wait. */
    PacketBatch next() {
        sound = false;
        PacketBatch batch = nextBatch();
        sound = true;
        return batch;
    }

    private PacketBatch nextBatch() {
        long nowNanos = clock.epochNanos();
        long monotonic = clock.monotonicNanos();
        if (ring == null || dying) {
            tendRing(nowNanos, monotonic);
        } else if (suspicious
                || lookDue - monotonic <= 0
                || (life.state() != State.UP && ready())) {
            look(nowNanos, monotonic);
        }
        if (ring != null && statisticsDue - monotonic <= 0) {
            readStatistics(nowNanos, monotonic);
        }
        while (ready()) {
            PacketBatch batch = pool.take();
            batch.reset(observer, newestNanos);
            if (cursor.read(batch) > 0) {
                return sent(batch, monotonic);
            }
            pool.give(batch);
        }
        if (heartbeatDue - monotonic > 0 && !life.hasGap()) {
            return null;
        }
        PacketBatch heartbeat = new PacketBatch(0);
        heartbeat.reset(observer, newestNanos);
        heartbeat.newestNanos = Math.max(newestNanos, nowNanos - retireNanos);
        handler.release(heartbeat.newestNanos, heartbeat);
        return sent(heartbeat, monotonic);
    }

    private boolean ready() {
        return ring != null && cursor.ready();
    }

    private PacketBatch sent(PacketBatch batch, long monotonic) {
        batch.state = life.state();
        batch.gap = life.nextGap();
        batch.drops = drops;
        batch.freezes = freezes;
        batch.ringFill = ring == null ? 0 : cursor.fill();
        batch.captureNanos = beganNanos;
        batch.member = split.member();
        batch.framesBefore = framesTold;
        batch.dropsBefore = dropsTold;
        framesTold += batch.frames;
        dropsTold += batch.drops;
        drops = 0;
        freezes = 0;
        newestNanos = batch.newestNanos;
        heartbeatDue = monotonic + HEARTBEAT_NANOS;
        metrics.count(batch);
        return batch;
    }

    private void tendRing(long nowNanos, long monotonic) {
        if (ringDue - monotonic > 0 || ready()) {
            return;
        }
        if (dying) {
            readStatistics(nowNanos, monotonic);
            closeRing();
        }
        try {
            ring = opener.open(split);
            cursor = new BlockCursor(ring, handler);
            backoffNanos = FIRST_BACKOFF_NANOS;
            statisticsReadNanos = nowNanos;
            statisticsDue = monotonic + TENDING_NANOS;
            look(nowNanos, monotonic);
        } catch (InterfaceUnavailableException e) {
            life.observe(e.state(), nowNanos);
            ringDue = monotonic + backoffNanos;
            backoffNanos = Math.min(2 * backoffNanos, LAST_BACKOFF_NANOS);
        }
    }

    private void look(long nowNanos, long monotonic) {
        suspicious = false;
        State state = ring.interfaceState();
        life.observe(state, nowNanos);
        lookDue = monotonic + (state == State.UP ? TENDING_NANOS : FIRST_BACKOFF_NANOS);
        if (state == State.MISSING) {
            dying = true;
            ringDue = monotonic + retireNanos;
        }
    }

    private void readStatistics(long nowNanos, long monotonic) {
        RingStatistics statistics = ring.readStatistics();
        drops += statistics.drops();
        freezes += statistics.freezes();
        if (statistics.drops() > 0) {
            life.dropped(statistics.drops(), statisticsReadNanos, nowNanos);
        }
        statisticsReadNanos = nowNanos;
        statisticsDue = monotonic + TENDING_NANOS;
    }

    private void closeRing() {
        ring.close();
        ring = null;
        cursor = null;
        dying = false;
    }

    @Override
    public void close() {
        if (ring != null) {
            closeRing();
        }
    }
}
