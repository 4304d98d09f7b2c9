package io.ringflow.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The wish that the process stop: SIGINT, SIGTERM or a program's own. The signals are taken rather
 * than left to shutdown hooks, because Flink's hooks would pull the ground from under a job that is
 * still flushing.
 *
 * <p>A signal ends the process, whatever state that is in: at once if the command has nothing to
 * end in order, else when the command has ended, and at the latest after {@link #LIMIT}. A second
 * signal ends it at once. Thread-safe.
 */
final class StopRequest {

    private static final List<String> SIGNALS = List.of("INT", "TERM");
    private static final Duration LIMIT = Duration.ofMillis(4_500);
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    /** What a process that a signal ended has as exit status, above the signal's number. */
    private static final int SIGNALLED = 128;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private volatile Runnable beforeExit = () -> {};
    private volatile Supplier<OptionalInt> atOnce;
    private volatile OptionalInt ended = OptionalInt.empty();

    /** A request made by SIGINT or SIGTERM. */
    static StopRequest onSignals() {
        StopRequest stop = new StopRequest();
        for (String signal : SIGNALS) {
            stop.handle(signal);
        }
        return stop;
    }

    /** What is left to do if a signal ends the process without its shutdown hooks. */
    void beforeExit(Runnable last) {
        beforeExit = last;
    }

    private void exit(int status) {
        beforeExit.run();
        Runtime.getRuntime().halt(status);
    }

    /** From now on, a signal ends the command at once, and well: it has done nothing yet. */
    void endsAtOnce() {
        atOnce = () -> OptionalInt.of(ExitStatus.DONE);
    }

    /** From now on, the command ends in order when it is asked to stop. */
    void endsInOrder() {
        atOnce = OptionalInt::empty;
    }

    /**
     * From now on, the command ends in order when it is asked to stop, unless it need not.
     *
     * @param atOnce called by the thread of the signal: the exit status if there is nothing to end
     *     in order yet
     */
    void endsInOrder(Supplier<OptionalInt> atOnce) {
        this.atOnce = atOnce;
    }

    /** Asks to stop. */
    void request() {
        requested.complete(null);
    }

    /** Completes once a stop is asked for. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    /** The command has ended with an exit status, which holds from now on. */
    void ended(int status) {
        ended = OptionalInt.of(status);
    }

    private void signalled(int number) {
        if (!requested.complete(null)) {
            Runtime.getRuntime().halt(SIGNALLED + number);
        }
        Thread.ofPlatform().daemon().name("stop-deadline").start(this::endInTime);
        if (ended.isEmpty()) {
            Supplier<OptionalInt> ending = atOnce;
            OptionalInt status = ending == null ? OptionalInt.of(SIGNALLED + number) : ending.get();
            status.ifPresent(this::exit);
        }
    }

    private void endInTime() {
        try {
            Thread.sleep(LIMIT);
            if (ended.isEmpty()) {
                Thread words =
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () ->
                                                System.err.println(
                                                        "ringflow: stopping took too long; what was"
                                                                + " not flushed yet is lost"));
                // Standard error may be a pipe that is full.
                words.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exit(ended.orElse(ExitStatus.FAILED));
    }

    /** Through reflection: the compiler warns of {@code sun.misc} and can't be told not to. */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            Object got = arguments[0];
                            signalled((int) signal.getMethod("getNumber").invoke(got));
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> "stop request";
                        };
                    };
            Object listener =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException e) {
            // A JVM without signals: shutdown hooks are all there is then.
            Runtime.getRuntime().addShutdownHook(new Thread(this::request, "stop-request"));
        }
    }
}
