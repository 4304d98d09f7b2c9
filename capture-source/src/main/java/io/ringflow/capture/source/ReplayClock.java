package io.ringflow.capture.source;

import io.ringflow.model.text.TimeText;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Slows a replay down to its speed. The fetcher thread waits; any thread may wake it up. A wake-up
 * outside a wait ends the next wait at once.
 */
final class ReplayClock {

    private static final long STEP_NANOS = 50_000_000;

    private final double speed;
    private final Semaphore wakeUps = new Semaphore(0);
    private boolean woken;
    private long firstNanos = Long.MIN_VALUE;
    private long startedNanos;

    /**
     * A clock that starts with the first packet.
     *
     * @param speed seconds of capture time replayed per second; 0 never waits
     */
    ReplayClock(double speed) {
        this.speed = speed;
    }

    /**
     * Waits until a packet is due.
     *
     * @return the time up to which packets are due now; undefined after a wake-up
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

    /** Returns true if the last wait was ended by a wake-up. */
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

    /** Ends the current wait, or the next one. */
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
            // Flink interrupts the fetcher only to end it, and checks the flag after this fetch.
            Thread.currentThread().interrupt();
            woken = true;
        }
    }
}
