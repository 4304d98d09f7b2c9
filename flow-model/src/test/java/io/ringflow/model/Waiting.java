package io.ringflow.model;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** How tests wait: for a condition, with a deadline that only a fault reaches. */
public final class Waiting {

    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final long PAUSE_NANOS = 5_000_000;

    private Waiting() {}

    /** What a test waits for. */
    public interface Condition<E extends Exception> {
        /** Returns true if the wait is over; throws if it is in vain. */
        boolean holds() throws E;
    }

    /** A value that a test waits for. */
    public interface Value<T, E extends Exception> {
        /** Returns the value if there is one already; throws if the wait is in vain. */
        Optional<T> get() throws E;
    }

    /** Assertions that pass sooner or later. */
    public interface Assertions<E extends Exception> {
        /** Throws an {@link AssertionError} if they don't pass yet. */
        void check() throws E;
    }

    /**
     * Asks again and again until a condition holds.
     *
     * @param what what is awaited, which the failure names
     * @throws AssertionError if it does not hold within five minutes
     */
    public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
        until(() -> what, condition);
    }

    /**
     * Asks again and again until a condition holds.
     *
     * @param what what is missing, asked for at the deadline
     * @throws AssertionError if it does not hold within five minutes
     */
    public static <E extends Exception> void until(Supplier<String> what, Condition<E> condition)
            throws E {
        untilPresent(what, () -> condition.holds() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Repeats assertions until they pass.
     *
     * @throws AssertionError the last one, if they don't pass within five minutes
     */
    public static <E extends Exception> void untilPassed(Assertions<E> assertions) throws E {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                assertions.check();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() >= deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /**
     * Asks again and again until there is a value, and returns it.
     *
     * @param what what is missing, asked for at the deadline
     * @throws AssertionError if there is none within five minutes
     */
    public static <T, E extends Exception> T untilPresent(Supplier<String> what, Value<T, E> value)
            throws E {
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
