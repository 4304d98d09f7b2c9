package io.ringflow.server.stream;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.thread.ServiceLoop;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.security.Incoming;
import io.ringflow.server.stream.frame.CloseCode;
import io.ringflow.server.stream.topic.Broadcasts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/stream}: all WebSocket connections of a server. Connections that subscribe to the
 * same topic share its evaluation. The creator closes it before the server stops; the state is not
 * closed with it. Thread-safe.
 */
public final class Streams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** The path of the WebSocket. */
    public static final String PATH = Incoming.STREAM_PATH;

    private static final Header UPGRADE_WEBSOCKET =
            HeaderValues.createCached(HeaderNames.UPGRADE, "websocket");
    private static final Header VERSION =
            HeaderValues.createCached(HeaderNames.create("Sec-WebSocket-Version"), "13");

    /** How long clients may take to answer the close when the server stops. */
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InstantSource clock;
    private final StreamLimits limits;
    private final StreamMetrics metrics;
    private final Broadcasts broadcasts;
    private final IntSupplier maxConnections;
    private final QueueMemory memory;
    private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();
    private final ServiceLoop watch;
    private volatile boolean closed;

    /**
     * Streams of a state, without connections.
     *
     * @param clock decides when tokens expire
     * @param maxWebSockets how many connections of the server may be WebSockets now
     */
    public Streams(
            FlowState state,
            MeterRegistry registry,
            InstantSource clock,
            StreamLimits limits,
            IntSupplier maxWebSockets) {
        this.clock = clock;
        this.limits = limits;
        this.metrics = new StreamMetrics(registry);
        this.broadcasts = new Broadcasts(state, limits.topics(), limits.retryAfter());
        this.maxConnections = () -> Math.min(limits.connections(), maxWebSockets.getAsInt());
        this.memory = new QueueMemory(QueueMemory.bytesOfHeap());
        metrics.watch(this, registry);
        watch = ServiceLoop.start("ringflow-stream-watch", this::watch);
    }

    /** The upgrader that turns requests into WebSockets if the check admits them. */
    public Http1Upgrader upgrader(UpgradeCheck check) {
        return new StreamUpgrader(this, check);
    }

    /** Answers a request that no filter refused but that was not upgraded either. */
    public void get(ServerRequest request, ServerResponse response) {
        if (closed || connections.size() >= maxConnections.getAsInt()) {
            response.header(HeaderNames.RETRY_AFTER, "10");
            Problem.of(
                            Status.SERVICE_UNAVAILABLE_503,
                            "the limit of WebSocket connections is reached; try again later")
                    .send(response);
            return;
        }
        response.header(UPGRADE_WEBSOCKET).header(VERSION);
        Problem.of(
                        Status.UPGRADE_REQUIRED_426,
                        "this is a WebSocket: connect to it with ws:// and version 13")
                .send(response);
    }

    /**
     * Opens a connection, which the caller passes to {@link #ended} at its end.
     *
     * @return empty if there are too many connections
     */
    Optional<StreamConnection> open(WebSocketClient client) {
        StreamConnection connection =
                new StreamConnection(broadcasts, client.until(), limits, memory, metrics);
        synchronized (connections) {
            if (closed || connections.size() >= maxConnections.getAsInt()) {
                return Optional.empty();
            }
            connections.add(connection);
        }
        if (closed) {
            connection.close(CloseCode.GOING_AWAY, "the server stops");
        }
        return Optional.of(connection);
    }

    void ended(StreamConnection connection) {
        if (connections.remove(connection)) {
            connection.ended();
        }
    }

    private void watch() throws InterruptedException {
        Thread.sleep(Math.clamp(limits.sendPatience().toMillis() / 10, 10, 1000));
        Instant now = clock.instant();
        connections.forEach(connection -> connection.check(now));
    }

    /** Closes all connections with 1001, and accepts no more. Idempotent. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        for (StreamConnection connection : connections) {
            connection.close(CloseCode.GOING_AWAY, "the server stops");
        }
        long deadline = System.nanoTime() + STOP_NANOS;
        try {
            for (StreamConnection connection : connections) {
                if (!connection.awaitEnd(deadline)) {
                    LOG.debug("A WebSocket client does not answer the close");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int connections() {
        return connections.size();
    }

    int subscriptions() {
        return sum(StreamConnection::subscriptions);
    }

    int queued() {
        return sum(StreamConnection::queued);
    }

    private int sum(ToIntFunction<StreamConnection> value) {
        return connections.stream().mapToInt(value).sum();
    }
}
