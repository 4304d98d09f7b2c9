package io.ringflow.model.thread;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does the same again and again until it is closed, and that others rely on. What one
 * round throws is logged, counted and reported, and the next round follows. The owner closes it;
 * until then a thread that is gone is reported too. Thread-safe.
 */
public final class ServiceLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    /** How long a failure is reported. */
    private static final Duration REPORTED = Duration.ofMinutes(1);

    /** So that a round that fails at once does not use up a core. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The loops of this process that are not closed. */
    private static final Set<ServiceLoop> OPEN = ConcurrentHashMap.newKeySet();

    private static final LongAdder FAILURES = new LongAdder();

    private final String name;
    private final Round round;
    private final Thread thread;
    private volatile Failure last;
    private volatile boolean closed;

    /** One round of a loop, which usually begins by waiting. */
    @FunctionalInterface
    public interface Round {

        /**
         * Runs in the loop's thread.
         *
         * @throws InterruptedException if the loop is closed meanwhile
         */
        void run() throws InterruptedException;
    }

    private record Failure(Throwable cause, long nanos) {}

    private ServiceLoop(String name, Round round) {
        this.name = name;
        this.round = round;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * Starts a loop.
     *
     * @param name the name of its thread
     */
    public static ServiceLoop start(String name, Round round) {
        ServiceLoop loop = new ServiceLoop(name, round);
        OPEN.add(loop);
        loop.thread.start();
        return loop;
    }

    /** What is wrong with the loops of this process, one sentence each; empty if nothing is. */
    public static List<String> problems() {
        return OPEN.stream().flatMap(ServiceLoop::problem).sorted().toList();
    }

    /** How many rounds have failed in this process. */
    public static long failures() {
        return FAILURES.sum();
    }

    private void run() {
        while (!closed) {
            try {
                round.run();
            } catch (InterruptedException e) {
                if (!closed) {
                    LOG.error("{} was interrupted and has ended", name, e);
                }
                return;
            } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                failed(e);
            }
        }
    }

    private void failed(Throwable cause) {
        LOG.error("{} failed and goes on", name, cause);
        FAILURES.increment();
        last = new Failure(cause, System.nanoTime());
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next wait ends the loop
        }
    }

    private Stream<String> problem() {
        if (thread.getState() == Thread.State.TERMINATED) {
            return closed ? Stream.empty() : Stream.of("the thread " + name + " has ended");
        }
        Failure failure = last;
        return failure == null || System.nanoTime() - failure.nanos() > REPORTED.toNanos()
                ? Stream.empty()
                : Stream.of("the thread " + name + " had an error: " + failure.cause());
    }

    /** Ends the loop, whose round is interrupted, and does not wait for it. Idempotent. */
    @Override
    public void close() {
        end();
        thread.interrupt();
    }

    /**
     * Ends the loop after its round, which is interrupted if it takes too long. Idempotent.
     *
     * @param patience how long the round may take
     */
    public void closeAfterRound(Duration patience) {
        end();
        if (!awaitEnd(patience)) {
            thread.interrupt();
        }
    }

    private void end() {
        closed = true;
        OPEN.remove(this);
    }

    /** Returns true if the thread of a closed loop has ended in time. */
    public boolean awaitEnd(Duration most) {
        try {
            return thread.join(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
