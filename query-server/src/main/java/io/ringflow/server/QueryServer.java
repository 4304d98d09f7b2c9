package io.ringflow.server;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServerConfig;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.text.HostPort;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.TlsCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The query server: REST, WebSocket, health and metrics over a flow state. Must be stopped by its
 * creator. The state is owned by the caller and must not be closed before the server. Every request
 * runs on its own virtual thread.
 */
public final class QueryServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);

    private static final Duration CERTIFICATE_INTERVAL = Duration.ofSeconds(5);

    private final ServerParts parts;
    private final Listener listener;
    private final Optional<TlsCertificate> certificate;

    private QueryServer(
            ServerParts parts, Listener listener, Optional<TlsCertificate> certificate) {
        this.parts = parts;
        this.listener = listener;
        this.certificate = certificate;
    }

    /**
     * Starts a server; it answers requests when this method returns.
     *
     * @param settings the address to listen on, and the security of the server
     * @param state the state to query
     * @throws ServerException if the server cannot listen
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
        ServerParts parts = new ServerParts(settings.security(), state, clock, limits);
        Listener listener =
                listen(
                        settings,
                        address,
                        port -> config(parts, tls).address(address).port(port),
                        parts);
        certificate.ifPresent(files -> files.watch(listener::reloadTls));
        String scheme = certificate.isPresent() ? "https" : "http";
        LOG.info("Listening on {}://{}/", scheme, HostPort.of(settings.host(), listener.port()));
        if (certificate.isEmpty() && !address.isLoopbackAddress()) {
            LOG.warn(
                    "Tokens and flows cross the network in plain text: set security.tls, or use a"
                            + " TLS proxy");
        }
        return new QueryServer(parts, listener, certificate);
    }

    private static WebServerConfig.Builder config(ServerParts parts, Optional<Tls> tls) {
        WebServerConfig.Builder config = parts.config();
        tls.ifPresent(config::tls);
        return config;
    }

    private static Listener listen(
            ServerSettings settings,
            InetAddress address,
            IntFunction<WebServerConfig.Builder> config,
            ServerParts parts) {
        try {
            return new Listener(config, settings.port(), parts.registry());
        } catch (ServerException e) {
            parts.close();
            // Another process may have taken the port in the meantime.
            checkFree(settings, address);
            throw new ServerException(
                    "can't listen on " + text(settings) + "; the log has the reason", e);
        }
    }

    /** Ends the listener like a failed accept; for tests. */
    void endListener() throws IOException {
        listener.fail();
    }

    /** The TCP port that the server listens on; unchanged after the server is stopped. */
    public int port() {
        return listener.port();
    }

    /**
     * Closes the WebSockets, stops listening, and gives running requests a second to end.
     * Idempotent.
     */
    public void stop() {
        certificate.ifPresent(TlsCertificate::close);
        parts.closeStreams();
        listener.stop();
        parts.close();
    }

    private static Tls read(TlsCertificate certificate) {
        try {
            return certificate.read();
        } catch (IllegalArgumentException e) {
            throw new ServerException(e.getMessage(), e);
        }
    }

    /** Same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** Tries the port first, because Helidon logs a failed bind but does not throw an exception. */
    private static void checkFree(ServerSettings settings, InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, settings.port()));
        } catch (IOException e) {
            boolean taken = String.valueOf(e.getMessage()).contains("in use");
            String reason = taken ? "the port is taken" : e.getMessage();
            throw new ServerException(
                    "can't listen on "
                            + text(settings)
                            + ": "
                            + reason
                            + "; choose another with -Dquery.port=N",
                    e);
        }
    }

    /** Checks that a loopback name is a loopback address; the hosts file may say otherwise. */
    private static InetAddress address(ServerSettings settings) {
        try {
            InetAddress address = InetAddress.getByName(settings.host());
            if (address.isLoopbackAddress() || settings.security().mode() == Mode.TOKEN) {
                return address;
            }
            throw new ServerException(
                    "can't listen on "
                            + text(settings)
                            + ": this machine resolves it to "
                            + address.getHostAddress()
                            + ", which is not a loopback address; use 127.0.0.1",
                    null);
        } catch (UnknownHostException e) {
            throw new ServerException("can't listen on " + text(settings) + ": no such host", e);
        }
    }

    private static String text(ServerSettings settings) {
        return HostPort.of(settings.host(), settings.port());
    }
}
