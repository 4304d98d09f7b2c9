package io.ringflow.capture.ring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
final class FakeClock implements CaptureClock {

    static final long START = 1_700_000_000_000_000_000L;

    private final AtomicLong elapsed = new AtomicLong();

    void advance(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    @Override
    public long epochNanos() {
        return START + elapsed.get();
    }

    @Override
    public long monotonicNanos() {
        // Near the overflow, which System.nanoTime may be as well.
        return Long.MAX_VALUE - 1000 + elapsed.get();
    }
}
