package io.ringflow.capture.live;

import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of one split: folds the packets of its ring, block by block, and appends what is
 * closed to its log. Without packets it advances event time by the clock. Used and closed on the
 * capture's thread.
 */
final class InterfaceCapture<P> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceCapture.class);

    /** Packets that are decoded, then folded: their columns stay in the processor's cache. */
    private static final int GROUP_SIZE = 64;

    /** Longer than a bucket, so that counts are only marked apart if no bucket closes. */
    private static final long MARK_NANOS = 1_250_000_000L;

    private final Observer observer;
    private final CaptureClock clock;
    private final FrameHandler handler;
    private final InterfaceLife life;
    private final InterfaceRing ring;
    private final Heartbeat heartbeat;
    private final Deadline mark;
    private final CaptureFold<P> fold;
    private final CaptureLog<P> log;
    private final PacketBatch group = new PacketBatch(GROUP_SIZE);

    /** What was added to the clock's time at the start to get event time. */
    private final long offsetNanos;

    private boolean started;

    /** Newest packet time so far, for what the decoder keeps for a while. */
    private long newestNanos = Long.MIN_VALUE;

    private State reportedState = State.UP;

    /** Whether the current step has appended an entry. */
    private boolean appended;

    /**
     * A capture whose ring is opened by the first {@link #step}.
     *
     * @param fold folds the packets
     * @param log receives what is closed; not closed by the capture
     */
    InterfaceCapture(
            LiveSplit split,
            CaptureEnvironment environment,
            CaptureFold<P> fold,
            CaptureLog<P> log) {
        this.observer = new Observer(split.host(), split.interfaceName());
        this.clock = environment.clock();
        this.handler = environment.decoders().get();
        this.life = new InterfaceLife(split, observer);
        CaptureTime now = clock.now();
        this.ring = new InterfaceRing(split, environment, handler, life, now);
        this.heartbeat = new Heartbeat(now, environment.retireNanos());
        this.mark = new Deadline(now);
        this.fold = fold;
        this.log = log;
        long startNanos = split.startNanos(now.epochNanos());
        this.offsetNanos = startNanos - now.epochNanos();
        if (offsetNanos != 0) {
            LOG.warn(
                    "{}: the clock is {} ms behind what was captured before, so event time goes on"
                            + " that much ahead of it",
                    split.splitId(),
                    offsetNanos / 1_000_000);
            fold.start(startNanos, now.epochNanos());
        }
    }

    /** Descriptor to poll, or -1 if only time can change anything. */
    int fd() {
        return ring.fd();
    }

    /** The descriptor reported an error, so the next step checks the interface. */
    void suspect() {
        ring.suspect();
    }

    /** Makes the next step report an ongoing loss again: the reader may have forgotten it. */
    void reportAgain() {
        life.reportAgain();
    }

    /** How long {@link #step} has nothing to do unless packets arrive, from a monotonic time. */
    long idleNanos(long monotonicNanos) {
        return Math.min(
                Math.min(
                        heartbeat.remainingNanos(monotonicNanos),
                        mark.remainingNanos(monotonicNanos)),
                ring.remainingNanos(monotonicNanos));
    }

    /**
     * Does whatever is due: opens or checks the ring, reads one block, advances event time. Doesn't
     * wait.
     *
     * @return true if a block was read, so that the next one may be ready
     */
    boolean step() {
        CaptureTime now = clock.now();
        ring.tend(now);
        if (!started) {
            started = true;
            log.start(clock.epochNanos() + offsetNanos);
        }
        boolean isNew = report();
        appended = false;
        boolean ready = ring.ready();
        if (ready) {
            readBlock(now);
            heartbeat.restart(now);
        } else if (heartbeat.isDue(now)) {
            advance(heartbeat.completeNanos(now));
            append(now);
            heartbeat.restart(now);
        }
        if (!appended && (isNew || mark.isDue(now))) {
            fold.mark();
            append(now);
            mark.set(now, MARK_NANOS);
        }
        return ready;
    }

    /** Number of packets that the kernel has put into the ring so far. */
    long received() {
        ring.readCounters(clock.now());
        return ring.counters().received();
    }

    /** Number of these packets that have been read. */
    long read() {
        return ring.packets();
    }

    /** Ends the capture: reads the blocks that are ready, then closes all buckets. */
    void finish() {
        CaptureTime now = clock.now();
        for (int left = ring.blocks(); left > 0 && ring.ready(); left--) {
            readBlock(now);
        }
        ring.readCounters(now);
        release(Long.MAX_VALUE);
        report();
        fold.report().state = State.FINISHED;
        fold.end();
        append(now);
        log.end();
    }

    private void readBlock(CaptureTime now) {
        float fill = ring.fill();
        boolean finished;
        do {
            startGroup(fill);
            finished = ring.read(group);
            newestNanos = group.newestNanos;
            fold.add(group);
            append(now);
        } while (!finished);
        ring.release();
    }

    private void advance(long nanos) {
        release(nanos);
        newestNanos = Math.max(newestNanos, nanos);
        fold.advance(nanos);
    }

    /** Folds the packets that have waited for others until now. */
    private void release(long nanos) {
        startGroup(ring.fill());
        handler.release(nanos, group);
        fold.add(group);
    }

    private void startGroup(float fill) {
        group.reset(observer, newestNanos);
        group.state = life.state();
        group.ringFill = fill;
    }

    /** Moves what is known about the interface to the fold's report; returns true if it is new. */
    private boolean report() {
        CaptureReport report = fold.report();
        boolean isNew = life.hasGap() || life.state() != reportedState;
        reportedState = life.state();
        report.state = reportedState;
        ring.counters().moveTo(report);
        for (CaptureGap gap = life.nextGap(); gap != null; gap = life.nextGap()) {
            report.gaps.add(gap);
        }
        return isNew;
    }

    private void append(CaptureTime now) {
        for (Closed<P> closed = fold.poll(); closed != null; closed = fold.poll()) {
            log.append(closed);
            appended = true;
            mark.set(now, MARK_NANOS);
        }
    }

    @Override
    public void close() {
        ring.close();
    }
}
