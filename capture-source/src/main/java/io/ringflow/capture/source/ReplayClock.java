package io.ringflow.capture.source;

import io.ringflow.model.TimeText;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds a replay back to its speed, and wakes it for a change of splits. The fetcher thread waits,
 * any thread wakes; a wake-up outside a wait ends the next one at once.
 */
final class ReplayClock {

    private static final long STEP_NANOS = 50_000_000;

    private final double speed;
    private final Semaphore wakeUps = new Semaphore(0);
    private boolean woken;
    private long firstNanos = Long.MIN_VALUE;
    private long startedNanos;

    /**
     * A clock.
     *
     * @param speed seconds of capture in one second; 0 does not hold back
     */
    ReplayClock(double speed) {
        this.speed = speed;
    }

    /**
     * Waits until a packet is due.
     *
     * @return the time up to which packets are due now; meaningless after a wake-up
     */
    long awaitTurn(long packetNanos) {
        woken = false;
        if (speed == 0 || packetNanos == TimeText.OUT_OF_RANGE) {
            return Long.MAX_VALUE;
        }
        if (firstNanos == Long.MIN_VALUE) {
            firstNanos = packetNanos;
            startedNanos = System.nanoTime();
        }
        while (due() < packetNanos && !woken) {
            sleep((long) Math.min(STEP_NANOS, (packetNanos - due()) / speed + 1));
        }
        return due();
    }

    /** True where the last wait was ended by a wake-up. */
    boolean woken() {
        return woken;
    }

    /** Waits for a wake-up. */
    void awaitWakeUp() {
        woken = false;
        while (!woken) {
            sleep(TimeUnit.SECONDS.toNanos(1));
        }
    }

    void wakeUp() {
        wakeUps.release();
    }

    private long due() {
        return firstNanos + (long) ((System.nanoTime() - startedNanos) * speed);
    }

    private void sleep(long nanos) {
        try {
            if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wakeUps.drainPermits();
                woken = true;
            }
        } catch (InterruptedException e) {
            // Flink interrupts the fetcher only to end it; it sees the flag after this fetch.
            Thread.currentThread().interrupt();
            woken = true;
        }
    }
}
