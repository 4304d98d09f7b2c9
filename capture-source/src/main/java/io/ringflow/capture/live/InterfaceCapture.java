package io.ringflow.capture.live;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of one split: turns the blocks of its ring into batches, and sends a heartbeat when
 * none arrive. Owned by a reader and used on its fetcher thread. Between two readers it is owned by
 * {@link HeldRings} and used by no thread.
 */
final class InterfaceCapture implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceCapture.class);

    private final LiveSplit split;
    private final Observer observer;
    private final CaptureClock clock;
    private final InterfaceLife life;
    private final InterfaceRing ring;
    private final Heartbeat heartbeat;
    private final CaptureProgress progress;

    // These belong to the current reader.
    private BatchPool pool;
    private CaptureMetrics metrics;

    private long newestNanos = Long.MIN_VALUE;

    /** False after reading has failed: another reader must not continue with this capture. */
    private boolean sound = true;

    InterfaceCapture(
            LiveSplit split,
            CaptureEnvironment environment,
            Duration retireTimeout,
            BatchPool pool,
            CaptureMetrics metrics) {
        this.split = split;
        this.observer = new Observer(split.host(), split.interfaceName());
        this.clock = environment.clock();
        this.pool = pool;
        this.metrics = metrics;
        this.life = new InterfaceLife(split, observer);
        // A packet may be up to two retire timeouts old when its block is handed over.
        long retireNanos = 2 * retireTimeout.toNanos();
        CaptureTime now = clock.now();
        this.ring = new InterfaceRing(split, environment, life, retireNanos, now);
        this.heartbeat = new Heartbeat(now, retireNanos);
        this.progress = new CaptureProgress(now.epochNanos(), split.member());
    }

    /** Continues for another reader, on its thread, with the packets that wait in the ring. */
    void resumeFor(BatchPool newPool, CaptureMetrics newMetrics) {
        pool = newPool;
        metrics = newMetrics;
        life.reportAgain();
        CaptureTime now = clock.now();
        ring.expireCheck(now);
        heartbeat.expire(now);
        LOG.info("{}: continues with the ring of the previous task", splitId());
    }

    /** Returns true if another reader may continue with this capture. */
    boolean sound() {
        return sound;
    }

    LiveSplit split() {
        return split;
    }

    String splitId() {
        return split.splitId();
    }

    /** Descriptor to poll, or -1 if only time can change anything. */
    int fd() {
        return ring.fd();
    }

    /** The descriptor reported an error, so the interface is checked at the next call. */
    void suspect() {
        ring.suspect();
    }

    /** How long {@link #next} has nothing to do unless packets arrive, from a monotonic time. */
    long idleNanos(long monotonicNanos) {
        return Math.min(
                heartbeat.remainingNanos(monotonicNanos), ring.remainingNanos(monotonicNanos));
    }

    /** Returns the next batch, or null if there is none yet. Doesn't wait. */
    PacketBatch next() {
        sound = false;
        PacketBatch batch = nextBatch(clock.now());
        sound = true;
        return batch;
    }

    private PacketBatch nextBatch(CaptureTime now) {
        ring.tend(now);
        while (ring.ready()) {
            PacketBatch batch = pool.take();
            batch.reset(observer, newestNanos);
            if (ring.read(batch) > 0) {
                return complete(batch, now);
            }
            pool.give(batch);
        }
        if (!heartbeat.isDue(now) && !life.hasGap()) {
            return null;
        }
        PacketBatch empty = new PacketBatch(0);
        empty.reset(observer, newestNanos);
        empty.newestNanos = heartbeat.eventTimeNanos(now, newestNanos);
        ring.handler().release(empty.newestNanos, empty);
        return complete(empty, now);
    }

    private PacketBatch complete(PacketBatch batch, CaptureTime now) {
        batch.state = life.state();
        batch.gap = life.nextGap();
        batch.ringFill = ring.fill();
        ring.counters().moveTo(batch);
        progress.mark(batch);
        newestNanos = batch.newestNanos;
        heartbeat.batchSent(now);
        metrics.count(batch);
        return batch;
    }

    @Override
    public void close() {
        ring.close();
    }
}
