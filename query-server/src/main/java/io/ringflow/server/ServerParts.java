package io.ringflow.server;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.budget.RequestLimit;
import io.ringflow.server.connection.AdmittingOptions;
import io.ringflow.server.connection.Connections;
import io.ringflow.server.connection.GuardedSelector;
import io.ringflow.server.connection.GuardedUpgrader;
import io.ringflow.server.connection.RequestFraming;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.openapi.Route;
import io.ringflow.server.page.ConsoleFiles;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SignIn;
import io.ringflow.server.stream.Streams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The parts of a query server except its socket. Made and closed by {@link QueryServer}. */
final class ServerParts implements AutoCloseable {

    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final int WRITE_BUFFER_BYTES = 32 * 1024;

    /** What the kernel may buffer for a client that does not read. */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(1);

    private final SecuritySettings security;
    private final FlowState state;
    private final InstantSource clock;
    private final Gate gate;
    private final ServerMetrics metrics;
    private final Connections connections;
    private final Streams streams;
    private final AnswerMemory memory;
    private final RequestLimit requestLimit;

    ServerParts(
            SecuritySettings security, FlowState state, InstantSource clock, ServerLimits limits) {
        this.security = security;
        this.clock = clock;
        gate = new Gate(security, clock, new SignIn(ConsoleFiles.PAGE, ConsoleFiles::isFile));
        metrics = new ServerMetrics(state, clock);
        this.state = metrics.timed(state);
        MeterRegistry registry = metrics.registry();
        connections = new Connections(limits.connections(), registry);
        streams = new Streams(this.state, registry, clock, limits.streams(), this::mostStreams);
        memory = new AnswerMemory(limits.answerBytes(), registry);
        requestLimit = new RequestLimit(connections::most, memory, registry);
    }

    /** WebSockets may take half of the connections; the rest is for requests. */
    private int mostStreams() {
        return Math.max(1, connections.most() / 2);
    }

    MeterRegistry registry() {
        return metrics.registry();
    }

    /** The configuration of Helidon's server, except address, port and certificate. */
    WebServerConfig.Builder config() {
        SocketOptions options =
                SocketOptions.builder().socketSendBufferSize(SEND_BUFFER_BYTES).build();
        return WebServer.builder()
                .shutdownHook(false)
                .maxPayloadSize(MAX_BODY_BYTES)
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .shutdownGracePeriod(SHUTDOWN_GRACE)
                .errorHandling(errors -> errors.includeEntity(true))
                .protocolsDiscoverServices(false)
                .connectionOptions(new AdmittingOptions(options, connections))
                .addConnectionSelector(new GuardedSelector(http1(), connections))
                .directHandlers(ProblemHandlers.direct())
                .routing(this::routing);
    }

    private Http1ConnectionSelector http1() {
        Http1Config config =
                Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        // Filters contain < and >, which clients often do not encode.
                        .validatePrologue(false)
                        // These would log headers, including tokens.
                        .receiveLog(false)
                        .sendLog(false)
                        .addReceiveListener(new RequestFraming())
                        .build();
        return Http1ConnectionSelector.builder()
                .config(config)
                .addUpgrader(new GuardedUpgrader(streams.upgrader(new StreamGate(gate))))
                .build();
    }

    private void routing(HttpRouting.Builder routing) {
        ConsoleFiles console = new ConsoleFiles();
        List<Route> routes = Routes.of(state, metrics, memory, clock, security.csv(), console);
        ServerRouting.filters(routing, security, gate, requestLimit, metrics, routes);
        ServerRouting.paths(routing, streams, console, routes);
    }

    /** Closes the WebSockets while their connections are still open. Idempotent. */
    void closeStreams() {
        streams.close();
    }

    /** Closes the rest, once the server no longer serves requests. Idempotent. */
    @Override
    public void close() {
        closeStreams();
        connections.close();
        metrics.close();
    }
}
