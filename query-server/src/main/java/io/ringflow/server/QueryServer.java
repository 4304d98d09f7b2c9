package io.ringflow.server;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.budget.RequestRoom;
import io.ringflow.server.connection.AdmittingOptions;
import io.ringflow.server.connection.Connections;
import io.ringflow.server.connection.GuardedSelector;
import io.ringflow.server.connection.GuardedUpgrader;
import io.ringflow.server.connection.RequestFraming;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.TlsCertificate;
import io.ringflow.server.stream.Streams;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The query server: REST, WebSocket, health and metrics over one flow state. Whoever starts it
 * stops it; the state stays the caller's and must live as long as the server. Every request runs on
 * a virtual thread of its own.
 */
public final class QueryServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);

    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private static final int WRITE_BUFFER_BYTES = 32 * 1024;

    /** What the kernel may keep for a client that doesn't read. */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(1);

    private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(5);

    private final Listener listener;
    private final Connections connections;
    private final ServerMetrics metrics;
    private final Optional<TlsCertificate> certificate;
    private final Streams streams;

    private QueryServer(
            Listener listener,
            Connections connections,
            ServerMetrics metrics,
            Optional<TlsCertificate> certificate,
            Streams streams) {
        this.listener = listener;
        this.connections = connections;
        this.metrics = metrics;
        this.certificate = certificate;
        this.streams = streams;
    }

    /**
     * Starts a server; it answers when this returns.
     *
     * @param settings where to listen
     * @param state what to answer from
     * @throws ServerException when the port can't be had
     */
    public static QueryServer start(ServerSettings settings, FlowState state) {
        return start(settings, state, InstantSource.system(), ServerLimits.ofProcess());
    }

    static QueryServer start(
            ServerSettings settings, FlowState state, InstantSource clock, ServerLimits limits) {
        InetAddress address = address(settings);
        checkFree(settings, address);
        Optional<TlsCertificate> certificate =
                settings.security()
                        .tls()
                        .map(files -> new TlsCertificate(files, CERTIFICATE_INTERVAL));
        Optional<Tls> tls = certificate.map(QueryServer::read);
        Gate gate = new Gate(settings.security(), clock);
        ServerMetrics metrics = new ServerMetrics(state, clock);
        FlowState timed = metrics.timed(state);
        Connections connections = new Connections(limits.connections(), metrics.registry());
        Streams streams =
                new Streams(
                        timed,
                        metrics.registry(),
                        clock,
                        limits.streams(),
                        () -> Math.max(1, connections.most() / 2));
        AnswerMemory memory = new AnswerMemory(limits.answerBytes(), metrics.registry());
        RequestRoom room = new RequestRoom(connections::most, memory, metrics.registry());
        WebServerConfig.Builder config = WebServer.builder().shutdownHook(false);
        limits(config);
        tls.ifPresent(config::tls);
        config.connectionOptions(new AdmittingOptions(options(), connections))
                .addConnectionSelector(new GuardedSelector(http1(streams, gate), connections))
                .address(address)
                .port(settings.port())
                .directHandlers(ProblemHandlers.direct())
                .routing(
                        routing -> {
                            ServerRouting.filters(
                                    routing, settings.security(), gate, room, metrics);
                            ServerRouting.paths(routing, timed, streams, metrics, memory, clock);
                        });
        Listener listener;
        try {
            listener = new Listener(config, metrics.registry());
        } catch (ServerException e) {
            streams.close();
            connections.close();
            metrics.close();
            throw new ServerException(
                    "cannot listen on " + text(settings) + "; the log has the reason", e);
        }
        certificate.ifPresent(each -> each.watch(listener::reloadTls));
        QueryServer started = new QueryServer(listener, connections, metrics, certificate, streams);
        String scheme = certificate.isPresent() ? "https" : "http";
        LOG.info("Listening on {}://{}:{}/", scheme, urlHost(settings), started.port());
        if (certificate.isEmpty() && !address.isLoopbackAddress()) {
            LOG.warn(
                    "Tokens and flows cross the network in plain text: set security.tls, or have a"
                            + " proxy in front");
        }
        return started;
    }

    /** Ends the listener as a failed accept does. */
    void endListener() throws IOException {
        listener.fail();
    }

    /** The TCP port listened on; the same after the stop. */
    public int port() {
        return listener.port();
    }

    /**
     * Closes the WebSockets, stops listening, lets running requests end for a second. May be called
     * twice.
     */
    public void stop() {
        certificate.ifPresent(TlsCertificate::close);
        streams.close();
        listener.stop();
        connections.close();
        metrics.close();
    }

    private static Tls read(TlsCertificate certificate) {
        try {
            return certificate.read();
        } catch (IllegalArgumentException e) {
            throw new ServerException(e.getMessage(), e);
        }
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private static void limits(WebServerConfig.Builder config) {
        config.maxPayloadSize(MAX_BODY_BYTES)
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .shutdownGracePeriod(SHUTDOWN_GRACE)
                .errorHandling(errors -> errors.includeEntity(true))
                .protocolsDiscoverServices(false);
    }

    private static SocketOptions options() {
        return SocketOptions.builder().socketSendBufferSize(SEND_BUFFER_BYTES).build();
    }

    private static Http1ConnectionSelector http1(Streams streams, Gate gate) {
        Http1Config config =
                Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        // Filters hold < and >, which clients often send as they are.
                        .validatePrologue(false)
                        // These would log headers, and with them tokens.
                        .receiveLog(false)
                        .sendLog(false)
                        .addReceiveListener(new RequestFraming())
                        .build();
        return Http1ConnectionSelector.builder()
                .config(config)
                .addUpgrader(new GuardedUpgrader(streams.upgrader(new StreamGate(gate))))
                .build();
    }

    /** Helidon logs a failed bind but does not throw it, so the port is tried first. */
    private static void checkFree(ServerSettings settings, InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, settings.port()));
        } catch (IOException e) {
            boolean taken = String.valueOf(e.getMessage()).contains("in use");
            String reason = taken ? "the port is taken" : e.getMessage();
            throw new ServerException(
                    "cannot listen on "
                            + text(settings)
                            + ": "
                            + reason
                            + "; choose another with -Dquery.port=N",
                    e);
        }
    }

    /** Loopback names mean loopback, but the hosts file may say otherwise of localhost. */
    private static InetAddress address(ServerSettings settings) {
        try {
            InetAddress address = InetAddress.getByName(settings.host());
            if (address.isLoopbackAddress() || settings.security().mode() == Mode.TOKEN) {
                return address;
            }
            throw new ServerException(
                    "cannot listen on "
                            + text(settings)
                            + ": this machine resolves it to "
                            + address.getHostAddress()
                            + ", which is no loopback address; use 127.0.0.1",
                    null);
        } catch (UnknownHostException e) {
            throw new ServerException("cannot listen on " + text(settings) + ": no such host", e);
        }
    }

    private static String text(ServerSettings settings) {
        return urlHost(settings) + ":" + settings.port();
    }

    private static String urlHost(ServerSettings settings) {
        String host = settings.host();
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
