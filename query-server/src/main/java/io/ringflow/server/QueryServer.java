package io.ringflow.server;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.TlsCertificate;
import io.ringflow.server.stream.StreamLimits;
import io.ringflow.server.stream.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** Twice the WebSockets that there may be, so that these leave room for requests. */
    private static final int MAX_CONNECTIONS = 2048;

    /** Requests at once on a connection of HTTP/2; what RFC 9113 wants at least is 100. */
    private static final int MAX_STREAMS = 128;

    private static final int WRITE_BUFFER_BYTES = 32 * 1024;

    /** The longest that a keep-alive connection may be silent. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration IDLE_PERIOD = Duration.ofSeconds(5);

    /** The longest that any connection may: also a WebSocket whose client doesn't read at all. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(75);

    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(1);

    private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(5);

    private final WebServer server;
    private final int port;
    private final ServerMetrics metrics;
    private final Optional<TlsCertificate> certificate;
    private final Streams streams;

    private QueryServer(
            WebServer server,
            ServerMetrics metrics,
            Optional<TlsCertificate> certificate,
            Streams streams) {
        this.server = server;
        this.port = server.port();
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
        return start(settings, state, InstantSource.system(), StreamLimits.DEFAULT);
    }

    static QueryServer start(
            ServerSettings settings, FlowState state, InstantSource clock, StreamLimits limits) {
        InetAddress address = address(settings);
        checkFree(settings, address);
        Optional<TlsCertificate> certificate =
                settings.security()
                        .tls()
                        .map(files -> new TlsCertificate(files, CERTIFICATE_INTERVAL));
        Gate gate = new Gate(settings.security(), clock);
        WebServerConfig.Builder config = WebServer.builder().shutdownHook(false);
        limits(config);
        certificate.ifPresent(each -> config.tls(read(each)));
        ServerMetrics metrics = new ServerMetrics(state, clock);
        FlowState timed = metrics.timed(state);
        Streams streams = new Streams(timed, metrics.registry(), clock, limits);
        config.addConnectionSelector(http1(streams, gate)).addConnectionSelector(http2());
        config.address(address)
                .port(settings.port())
                .directHandlers(ProblemHandlers.direct())
                .routing(
                        routing -> {
                            ServerRouting.filters(routing, settings.security(), gate, metrics);
                            CsvText csv = settings.security().csv();
                            ServerRouting.paths(routing, timed, streams, metrics, clock, csv);
                        });
        WebServer server = config.build().start();
        if (!server.isRunning()) {
            streams.close();
            metrics.close();
            throw new ServerException(
                    "cannot listen on " + text(settings) + "; the log has the reason", null);
        }
        certificate.ifPresent(each -> each.watch(server::reloadTls));
        QueryServer started = new QueryServer(server, metrics, certificate, streams);
        String scheme = certificate.isPresent() ? "https" : "http";
        LOG.info("Listening on {}://{}:{}/", scheme, urlHost(settings), started.port());
        if (certificate.isEmpty() && !address.isLoopbackAddress()) {
            LOG.warn(
                    "Tokens and flows cross the network in plain text: set security.tls, or have a"
                            + " proxy in front");
        }
        return started;
    }

    /** The TCP port listened on; the same after the stop. */
    public int port() {
        return port;
    }

    /**
     * Closes the WebSockets, stops listening, lets running requests end for a second. May be called
     * twice.
     */
    public void stop() {
        certificate.ifPresent(TlsCertificate::close);
        streams.close();
        server.stop();
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
                .maxTcpConnections(MAX_CONNECTIONS)
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .shutdownGracePeriod(SHUTDOWN_GRACE)
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .idleConnectionPeriod(IDLE_PERIOD)
                .connectionOptions(options -> options.readTimeout(READ_TIMEOUT))
                .errorHandling(errors -> errors.includeEntity(true))
                .protocolsDiscoverServices(false)
                .addProtocol(Streams.protocol());
    }

    private static Http1ConnectionSelector http1(Streams streams, Gate gate) {
        Http1Config config =
                Http1Config.builder()
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .maxHeadersSize(MAX_HEADER_BYTES)
                        // Filters hold < and >, which clients often send as they are.
                        .validatePrologue(false)
                        .build();
        return Http1ConnectionSelector.builder()
                .config(config)
                .addUpgrader(streams.upgrader(new StreamGate(gate)))
                .build();
    }

    /** By ALPN, or by prior knowledge without TLS. */
    private static Http2ConnectionSelector http2() {
        Http2Config config =
                Http2Config.builder()
                        .maxHeaderListSize(MAX_HEADER_BYTES)
                        .maxConcurrentStreams(MAX_STREAMS)
                        .validatePath(false)
                        .build();
        return Http2ConnectionSelector.builder().http2Config(config).build();
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
