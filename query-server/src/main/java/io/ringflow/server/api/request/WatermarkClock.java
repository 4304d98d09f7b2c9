package io.ringflow.server.api.request;

import io.ringflow.model.state.FlowState;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The moment that "now" means in a query, in nanoseconds since the epoch: the watermark, so that
 * the last five minutes of a capture file are those of the capture. Before the first packet, it is
 * the time of the clock. Thread-safe.
 */
public final class WatermarkClock implements LongSupplier {

    private final FlowState state;
    private final InstantSource clock;

    /** Reads the watermark of a state; the clock serves until there is one. */
    public WatermarkClock(FlowState state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    @Override
    public long getAsLong() {
        long watermark = state.health().watermarkNanos();
        return watermark == Long.MIN_VALUE
                ? TimeUnit.MILLISECONDS.toNanos(clock.millis())
                : watermark;
    }
}
