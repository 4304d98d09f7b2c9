package io.ringflow.server.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.ringflow.server.connection.Phase.Kind;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a connection and records its end. Closes it so that the client can read the last answer:
 * closing a socket that has unread bytes resets the connection, and the client may lose data that
 * was already sent (RFC 9112, section 9.6). Used by the connection's thread.
 */
final class GuardedConnection implements ServerConnection, InterruptableTask<Void> {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedConnection.class);

    private final Connections connections;
    private final GuardedContext context;
    private final ServerConnection delegate;

    GuardedConnection(Connections connections, GuardedContext context, ServerConnection delegate) {
        this.connections = connections;
        this.context = context;
        this.delegate = delegate;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        ClientConnection connection = context.connection();
        try {
            connection.serve();
            delegate.handle(limit);
        } finally {
            linger(connection);
            close(connection);
            connections.ended(connection);
        }
    }

    private void linger(ClientConnection connection) {
        if (context.reader().isEnded() || connection.socket().isClosed()) {
            return;
        }
        try {
            connection.enter(Kind.LINGER);
            connection.socket().shutdownOutput();
            context.reader().drain();
        } catch (IOException | CloseConnectionException e) {
            LOG.trace("The client is gone", e);
        }
    }

    /** Frees the descriptor before the connection is reported as ended. */
    private static void close(ClientConnection connection) {
        try {
            connection.socket().close();
        } catch (IOException e) {
            LOG.trace("The client is gone", e);
        }
    }

    @Override
    public boolean canInterrupt() {
        return delegate instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    /** Never idle for Helidon, because {@link Connections} closes idle connections. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        delegate.close(interrupt);
    }
}
