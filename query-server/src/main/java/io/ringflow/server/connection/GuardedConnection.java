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
 * A connection while its thread serves it. At its end it is closed such that the client can read
 * the last answer: a socket that is closed with bytes unread resets the connection, and a client
 * may then lose what it was sent (RFC 9112, section 9.6).
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

    /** Frees the descriptor before the connection counts as ended. */
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

    /** Never idle for Helidon: {@link Connections} closes what is. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        delegate.close(interrupt);
    }
}
