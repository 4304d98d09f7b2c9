package io.ringflow.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.ringflow.server.connection.ClientConnection.Ends;
import java.util.Set;

/** Wraps a selector so that {@link Connections} sees what its connections do. Thread-safe. */
public final class GuardedSelector implements ServerConnectionSelector {

    private final ServerConnectionSelector selector;
    private final Connections connections;

    /** Wraps a selector. */
    public GuardedSelector(ServerConnectionSelector selector, Connections connections) {
        this.selector = selector;
        this.connections = connections;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return selector.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return selector.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return selector.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        Ends ends = new Ends(context.localPeer().address(), context.remotePeer().address());
        ClientConnection connection =
                connections
                        .find(ends)
                        .orElseThrow(() -> new CloseConnectionException("Closed by the server"));
        GuardedContext guarded = new GuardedContext(context, connection);
        return new GuardedConnection(connections, guarded, selector.connection(guarded));
    }
}
