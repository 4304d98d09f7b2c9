package io.ringflow.capture.ring;

import io.ringflow.capture.source.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.CaptureGap.Cause;
import io.ringflow.model.state.InterfaceStatus.State;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interface's state over time, and the gaps that follow from it: one log line for each change,
 * one gap when a loss begins, and the same gap again when it has ended.
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

    /** Takes note of the state at a time, nanoseconds since the epoch. */
    void observe(State seen, long nowNanos) {
        if (seen == state) {
            return;
        }
        if (state != State.UP) {
            record(cause(state), sinceNanos, nowNanos, 0);
        }
        if (seen != State.UP) {
            record(cause(seen), nowNanos, Long.MAX_VALUE, 0);
        }
        switch (seen) {
            case UP -> LOG.info("{}: capturing again, was {}", split.splitId(), state.text());
            case DOWN -> LOG.warn("{}: interface is down, waiting for it", split.splitId());
            default -> LOG.warn("{}: no such interface, waiting for it", split.splitId());
        }
        state = seen;
        sinceNanos = nowNanos;
    }

    /** Tells again of a loss that lasts: who was told may have forgotten. */
    void tellAgain() {
        if (state != State.UP) {
            record(cause(state), sinceNanos, Long.MAX_VALUE, 0);
        }
    }

    /** Records packets that the kernel dropped between two readings of its counters. */
    void dropped(long drops, long startNanos, long endNanos) {
        gaps.add(new CaptureGap(observer, startNanos, endNanos, drops, Cause.DROPS));
    }

    /** The oldest gap that nobody has been told of, or null. */
    CaptureGap nextGap() {
        return gaps.poll();
    }

    boolean hasGap() {
        return !gaps.isEmpty();
    }

    private void record(Cause cause, long startNanos, long endNanos, long drops) {
        // All members of a fanout group share the interface: one of them tells.
        if (split.member() == 0) {
            gaps.add(new CaptureGap(observer, startNanos, endNanos, drops, cause));
        }
    }

    private static Cause cause(State state) {
        return state == State.DOWN ? Cause.INTERFACE_DOWN : Cause.INTERFACE_MISSING;
    }
}
