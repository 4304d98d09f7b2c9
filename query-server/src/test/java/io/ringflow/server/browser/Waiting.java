package io.ringflow.server.browser;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions. */
final class Waiting {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 50_000_000;

    private Waiting() {}

    /**
     * Asks again and again until there is a value.
     *
     * @param what what is missing, asked for at the deadline
     * @throws AssertionError if there is none at the deadline
     */
    static <T> T until(Supplier<String> what, Supplier<Optional<T>> value) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Optional<T> found = value.get();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = value.get();
        }
        return found.orElseThrow(
                () -> new AssertionError("Not within " + DEADLINE + ": " + what.get()));
    }
}
