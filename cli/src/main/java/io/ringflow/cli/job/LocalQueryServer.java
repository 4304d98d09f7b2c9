package io.ringflow.cli.job;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.text.HostPort;
import io.ringflow.server.QueryServer;
import io.ringflow.server.ServerException;
import io.ringflow.server.ServerSettings;

/** The query server in this process. Owned and closed by the command that starts it. */
public final class LocalQueryServer implements AutoCloseable {

    /**
     * Helidon would install a filter that refuses all deserialization in this JVM, but Flink needs
     * it. The query server never deserializes Java objects.
     */
    private static final String SERIAL_FILTER = "helidon.serialFilter.missing.action";

    private final QueryServer server;
    private final ServerSettings settings;

    private LocalQueryServer(QueryServer server, ServerSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /**
     * Starts the server.
     *
     * @throws CommandFailure with exit status 1 if the port is taken
     */
    public static LocalQueryServer start(ServerSettings settings, FlowState state) {
        System.setProperty(SERIAL_FILTER, "ignore");
        try {
            return new LocalQueryServer(QueryServer.start(settings, state), settings);
        } catch (ServerException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }

    /** Returns the URL of the server. */
    public String address() {
        String scheme = settings.security().tls().isPresent() ? "https://" : "http://";
        return scheme + HostPort.of(settings.host(), server.port());
    }

    @Override
    public void close() {
        server.stop();
    }
}
