package io.ringflow.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The request that the process stop, made by SIGINT, SIGTERM or the program itself. It handles the
 * signals rather than leave them to shutdown hooks, because Flink's hooks would shut down services
 * under a job that is still flushing.
 *
 * <p>A signal ends the process in any state: immediately if the command has nothing to shut down,
 * otherwise when the command has ended, and at the latest after {@link #LIMIT}. A second signal
 * ends it immediately. Thread-safe.
 */
public final class StopRequest {

    private static final List<String> SIGNALS = List.of("INT", "TERM");

    /** How long a command may take to shut down. */
    static final Duration LIMIT = Duration.ofMillis(4_500);

    /** How long printing that it took too long may take. */
    static final Duration LAST_MESSAGE = Duration.ofMillis(100);

    /** Added to a signal's number in the exit status of a process that the signal ended. */
    private static final int SIGNALLED = 128;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private volatile Runnable beforeExit = () -> {};
    private volatile Supplier<OptionalInt> atOnce;
    private volatile OptionalInt ended = OptionalInt.empty();

    /** Returns a request that SIGINT and SIGTERM make. */
    static StopRequest onSignals() {
        StopRequest stop = new StopRequest();
        for (String signal : SIGNALS) {
            stop.handle(signal);
        }
        return stop;
    }

    /** Sets what to do before a signal ends the process, which skips the shutdown hooks. */
    public void beforeExit(Runnable action) {
        beforeExit = action;
    }

    private void exit(int status) {
        beforeExit.run();
        Runtime.getRuntime().halt(status);
    }

    /** From now on, a signal ends the process immediately with status 0: nothing is running yet. */
    public void endsAtOnce() {
        atOnce = () -> OptionalInt.of(ExitStatus.DONE);
    }

    /** From now on, the command shuts down when it is asked to stop. */
    public void endsInOrder() {
        atOnce = OptionalInt::empty;
    }

    /**
     * From now on, the command shuts down when it is asked to stop, unless it has nothing to shut
     * down.
     *
     * @param atOnce returns the exit status if there is nothing to shut down; called by the
     *     signal's thread
     */
    public void endsInOrder(Supplier<OptionalInt> atOnce) {
        this.atOnce = atOnce;
    }

    /** Requests that the process stop. */
    public void request() {
        requested.complete(null);
    }

    /** Returns a future that completes when a stop is requested. */
    public CompletableFuture<Void> requested() {
        return requested;
    }

    /** Records that the command has ended; from now on the process ends with this exit status. */
    public void ended(int status) {
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
                Thread message =
                        Thread.ofPlatform()
                                .daemon()
                                .start(
                                        () ->
                                                System.err.println(
                                                        "ringflow: stopping took too long; what was"
                                                                + " not flushed yet is lost"));
                // Standard error may be a full pipe.
                message.join(LAST_MESSAGE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exit(ended.orElse(ExitStatus.FAILED));
    }

    /** Uses reflection, because the compiler's warning about {@code sun.misc} can't be disabled. */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            Object received = arguments[0];
                            signalled((int) signal.getMethod("getNumber").invoke(received));
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
            // This JVM can't handle signals; a shutdown hook has to do.
            Runtime.getRuntime().addShutdownHook(new Thread(this::request, "stop-request"));
        }
    }
}
