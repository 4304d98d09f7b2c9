package io.ringflow.capture.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test advances. */
final class FakeClock implements CaptureClock {

    /** A tenth of a second after a full second. */
    static final long START = 1_700_000_000_100_000_000L;

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
        // Close to the overflow, because System.nanoTime may overflow too.
        return Long.MAX_VALUE - 1000 + elapsed.get();
    }
}
