package io.ringflow.capture.source;

import io.ringflow.model.text.TimeText;
import java.time.Duration;
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
     * A clock that has not started.
     *
     * @param speed seconds of capture time replayed per second; 0 never waits
     */
    ReplayClock(double speed) {
        this.speed = speed;
    }

    /**
     * Starts the clock.
     *
     * @param packetNanos time of the capture's first packet; {@link Long#MIN_VALUE} to start with
     *     the first packet that is waited for
     * @param nanoTime value of {@link System#nanoTime} when that packet was due
     */
    void start(long packetNanos, long nanoTime) {
        firstNanos = packetNanos;
        startedNanos = nanoTime;
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
        if (packetNanos == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
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

    /**
     * Waits for a wake-up, but not for long.
     *
     * @return false if there was none
     */
    boolean awaitWakeUp(Duration most) {
        woken = false;
        sleep(most.toNanos());
        return woken;
    }

    /** Returns true if there was a wake-up, which is then used up. */
    boolean takeWakeUp() {
        return awaitWakeUp(Duration.ZERO);
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
