package io.ringflow.capture.live;

import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.BlockCursor;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.Ring;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.InterfaceStatus.State;

/**
 * The ring of an interface that may disappear. Opens it, with backoff while the interface is down
 * or missing, checks the interface once a second, and closes the ring of a deleted interface once
 * its last block has been read. Used on the capture's thread.
 */
final class InterfaceRing implements AutoCloseable {

    private static final long MILLIS = 1_000_000L;
    private static final long CHECK_NANOS = 1_000 * MILLIS;
    private static final long FIRST_BACKOFF_NANOS = 250 * MILLIS;
    private static final long LAST_BACKOFF_NANOS = 2_000 * MILLIS;

    private final LiveSplit split;
    private final RingOpener opener;
    private final FrameHandler handler;
    private final InterfaceLife life;
    private final RingCounters counters;
    private final long retireNanos;

    private final Deadline openOrClose;
    private final Deadline check;
    private long backoffNanos = FIRST_BACKOFF_NANOS;

    /** Null while the interface is unavailable. */
    private Ring ring;

    private BlockCursor cursor;

    /** The interface is gone, and the ring stays open only until its last block retires. */
    private boolean dying;

    private boolean suspicious;

    /** A ring that is opened by the first {@link #tend}. */
    InterfaceRing(
            LiveSplit split,
            CaptureEnvironment environment,
            FrameHandler handler,
            InterfaceLife life,
            CaptureTime now) {
        this.split = split;
        this.opener = environment.opener();
        this.handler = handler;
        this.life = life;
        this.retireNanos = environment.retireNanos();
        this.counters = new RingCounters(life, now);
        this.openOrClose = new Deadline(now);
        this.check = new Deadline(now);
    }

    RingCounters counters() {
        return counters;
    }

    /** Descriptor to poll, or -1 if only time can change anything. */
    int fd() {
        return isUsable() ? ring.fd() : -1;
    }

    /** The descriptor reported an error, so the interface is checked at once. */
    void suspect() {
        suspicious = true;
    }

    /** Nanoseconds until {@link #tend} has something to do. */
    long remainingNanos(long monotonicNanos) {
        return (isUsable() ? check : openOrClose).remainingNanos(monotonicNanos);
    }

    /** Returns true if {@link #read} has something to read. */
    boolean ready() {
        return ring != null && cursor.ready();
    }

    /** Reads packets of one block; see {@link BlockCursor#read}. */
    boolean read(PacketBatch batch) {
        return cursor.read(batch);
    }

    /** Gives the finished block back to the kernel. */
    void release() {
        cursor.release();
    }

    /** Number of blocks that can be ready at most. */
    int blocks() {
        return ring == null ? 0 : ring.blocks();
    }

    /** Reads the kernel's counters, due or not. */
    void readCounters(CaptureTime now) {
        if (ring != null) {
            counters.read(ring, now);
        }
    }

    /** Number of packets that were in the blocks read so far; 0 if there is no ring. */
    long packets() {
        return ring == null ? 0 : cursor.packets();
    }

    /** How much of the ring waits for the reader, 0 to 1. */
    float fill() {
        return ring == null ? 0 : cursor.fill();
    }

    /** Opens, checks or closes the ring and reads its counters, whatever is due. */
    void tend(CaptureTime now) {
        if (!isUsable()) {
            reopen(now);
        } else if (suspicious || check.isDue(now) || (life.state() != State.UP && ready())) {
            checkInterface(now);
        }
        if (ring != null) {
            counters.readIfDue(ring, now);
        }
    }

    private boolean isUsable() {
        return ring != null && !dying;
    }

    private void reopen(CaptureTime now) {
        if (!openOrClose.isDue(now) || ready()) {
            return;
        }
        if (dying) {
            counters.read(ring, now);
            close();
        }
        try {
            ring = opener.open(split);
            cursor = new BlockCursor(ring, handler);
            backoffNanos = FIRST_BACKOFF_NANOS;
            counters.opened(now);
            checkInterface(now);
        } catch (InterfaceUnavailableException e) {
            life.observe(e, now.epochNanos());
            openOrClose.set(now, backoffNanos);
            backoffNanos = Math.min(2 * backoffNanos, LAST_BACKOFF_NANOS);
        }
    }

    private void checkInterface(CaptureTime now) {
        suspicious = false;
        State state = ring.interfaceState();
        life.observe(state, now.epochNanos());
        check.set(now, state == State.UP ? CHECK_NANOS : FIRST_BACKOFF_NANOS);
        if (state == State.MISSING) {
            dying = true;
            openOrClose.set(now, retireNanos);
        }
    }

    @Override
    public void close() {
        if (ring != null) {
            ring.close();
            ring = null;
            cursor = null;
            dying = false;
        }
    }
}
