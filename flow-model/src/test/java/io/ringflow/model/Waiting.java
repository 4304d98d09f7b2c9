package io.ringflow.model;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** How tests wait: for a condition, with a deadline that only a fault reaches. */
public final class Waiting {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 5_000_000;

    private Waiting() {}

    /**
     * Asks again and again until a condition holds.
     *
     * @param what what is awaited, which the failure names
     * @throws AssertionError if it does not hold within two minutes
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(() -> what, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Asks again and again until there is a value, and returns it.
     *
     * @param what what is missing, asked for at the deadline
     * @throws AssertionError if there is none within two minutes
     */
    public static <T> T until(Supplier<String> what, Callable<Optional<T>> value) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Optional<T> found = value.call();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = value.call();
        }
        return found.orElseThrow(
                () -> new AssertionError("Not within " + DEADLINE + ": " + what.get()));
    }
}
