package io.ringflow.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The wish that the process stop: SIGINT, SIGTERM or a program's own. The signals are taken rather
 * than left to shutdown hooks, because Flink's hooks would pull the ground from under a job that is
 * still flushing. A second signal ends the process at once. Thread-safe.
 */
final class StopRequest {

    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** A request made by SIGINT or SIGTERM. */
    static StopRequest onSignals() {
        StopRequest stop = new StopRequest();
        for (String signal : SIGNALS) {
            stop.handle(signal);
        }
        return stop;
    }

    /** Asks to stop. */
    void request() {
        requested.complete(null);
    }

    /** Completes once a stop is asked for. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    private void signalled() {
        if (!requested.complete(null)) {
            Runtime.getRuntime().halt(ExitStatus.FAILED);
        }
    }

    /** Through reflection: the compiler warns of {@code sun.misc} and can't be told not to. */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            signalled();
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
