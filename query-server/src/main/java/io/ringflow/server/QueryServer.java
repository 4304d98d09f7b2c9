package io.ringflow.server;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServerConfig;
import io.ringflow.model.HostPort;
import io.ringflow.model.state.FlowState;
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
 * The query server: REST, WebSocket, health and metrics over one flow state. Whoever starts it
 * stops it; the state stays the caller's and must live as long as the server. Every request runs on
 * a virtual thread of its own.
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
        ServerParts parts = new ServerParts(settings.security(), state, clock, limits);
        Listener listener =
                listen(
                        settings,
                        address,
                        port -> config(parts, tls).address(address).port(port),
                        parts);
        certificate.ifPresent(each -> each.watch(listener::reloadTls));
        String scheme = certificate.isPresent() ? "https" : "http";
        LOG.info("Listening on {}://{}/", scheme, HostPort.of(settings.host(), listener.port()));
        if (certificate.isEmpty() && !address.isLoopbackAddress()) {
            LOG.warn(
                    "Tokens and flows cross the network in plain text: set security.tls, or have a"
                            + " proxy in front");
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
            // Another process may have taken the port since.
            checkFree(settings, address);
            throw new ServerException(
                    "cannot listen on " + text(settings) + "; the log has the reason", e);
        }
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

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
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
        return HostPort.of(settings.host(), settings.port());
    }
}
