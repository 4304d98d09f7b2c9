package io.ringflow.capture.live;

import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of an interface over time and the capture gaps that result. Each change of state is
 * logged once. A gap is queued when a loss starts, and queued again with its end when the loss is
 * over. Used on the capture's thread.
 */
final class InterfaceLife {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceLife.class);

    private final LiveSplit split;
    private final Observer observer;
    private final ArrayDeque<CaptureGap> gaps = new ArrayDeque<>();
    private State state = State.UP;
    private long sinceNanos;

    InterfaceLife(LiveSplit split, Observer observer) {
        this.split = split;
        this.observer = observer;
    }

    State state() {
        return state;
    }

    /** Takes note of why the interface can't be captured now. */
    void observe(InterfaceUnavailableException unavailable, long nowNanos) {
        observe(unavailable.state(), unavailable.getMessage(), nowNanos);
    }

    /** Takes note of the interface's state at a time, in nanoseconds since the epoch. */
    void observe(State seen, long nowNanos) {
        observe(seen, InterfaceUnavailableException.reason(seen), nowNanos);
    }

    private void observe(State seen, String reason, long nowNanos) {
        if (seen == state) {
            return;
        }
        if (state != State.UP) {
            record(cause(state), sinceNanos, nowNanos);
        }
        if (seen != State.UP) {
            record(cause(seen), nowNanos, Long.MAX_VALUE);
        }
        switch (seen) {
            case UP -> LOG.info("{}: capturing again, was {}", split.splitId(), state.text());
            default -> LOG.warn("{}: {}, waiting for it", split.splitId(), reason);
        }
        state = seen;
        sinceNanos = nowNanos;
    }

    /** Queues the gap of an ongoing loss again: the receiver may have forgotten it. */
    void reportAgain() {
        if (state != State.UP) {
            record(cause(state), sinceNanos, Long.MAX_VALUE);
        }
    }

    /** Records packets that the kernel dropped between two readings of its counters. */
    void dropped(long drops, long startNanos, long endNanos) {
        gaps.add(new CaptureGap(observer, startNanos, endNanos, drops, Cause.DROPS));
    }

    /** Removes and returns the oldest queued gap, or null if there is none. */
    CaptureGap nextGap() {
        return gaps.poll();
    }

    boolean hasGap() {
        return !gaps.isEmpty();
    }

    private void record(Cause cause, long startNanos, long endNanos) {
        // All members of a fanout group share the interface, so only the first one reports it.
        if (split.member() == 0) {
            gaps.add(new CaptureGap(observer, startNanos, endNanos, 0, cause));
        }
    }

    private static Cause cause(State state) {
        return state == State.DOWN ? Cause.INTERFACE_DOWN : Cause.INTERFACE_MISSING;
    }
}
