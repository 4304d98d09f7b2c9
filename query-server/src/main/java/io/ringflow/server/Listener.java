package io.ringflow.server;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.thread.ServiceLoop;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Helidon's server, which is opened again on the same port if its listener ends. Helidon ends the
 * listener silently when an accept fails, for example because the process has run out of
 * descriptors. Must be stopped by its creator. Thread-safe.
 */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final IntFunction<WebServerConfig.Builder> config;
    private final Counter reopened;
    private final int port;

    /** The socket that listens; set when Helidon opens it. */
    private volatile ServerSocket socket;

    private volatile WebServer server;
    private volatile boolean stopped;
    private final ServiceLoop watch;

    /**
     * Starts a server; it listens when the constructor returns.
     *
     * @param config makes the configuration of a server on a port; every server gets a new one
     * @param wanted the port, 0 for any free one
     * @throws ServerException if the server cannot listen
     */
    Listener(IntFunction<WebServerConfig.Builder> config, int wanted, MeterRegistry registry) {
        this.config = config;
        this.reopened =
                Counter.builder("ringflow.http.listener.reopened")
                        .description("How often the listener ended and was opened again")
                        .register(registry);
        this.server = open(wanted);
        if (!server.isRunning()) {
            throw new ServerException("can't listen; the log has the reason", null);
        }
        this.port = server.port();
        watch = ServiceLoop.start("ringflow-listener-watch", this::watch);
    }

    private WebServer open(int atPort) {
        return WebServer.create(withSocketKept(config.apply(atPort).buildPrototype())).start();
    }

    /** Helidon passes its socket only to its configuration. */
    private WebServerConfig withSocketKept(WebServerConfig prototype) {
        return (WebServerConfig)
                Proxy.newProxyInstance(
                        Listener.class.getClassLoader(),
                        new Class<?>[] {WebServerConfig.class},
                        (proxy, method, arguments) -> call(prototype, method, arguments));
    }

    private Object call(WebServerConfig prototype, Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("configureSocket")) {
            socket = (ServerSocket) arguments[0];
        }
        try {
            method.setAccessible(true); // declared by non-public interfaces
            return method.invoke(prototype, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    int port() {
        return port;
    }

    /** Ends the listener like a failed accept; for tests. */
    void fail() throws IOException {
        socket.close();
    }

    void reloadTls(Tls tls) {
        server.reloadTls(tls);
    }

    private void watch() throws InterruptedException {
        Thread.sleep(PERIOD);
        if (socket.isClosed() && !stopped) {
            LOG.error("The listener on port {} has ended; opening it again", port);
            server = open(port);
            reopened.increment();
        }
    }

    void stop() {
        stopped = true;
        watch.close();
        server.stop();
    }
}
