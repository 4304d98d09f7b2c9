package io.ringflow.server.connection;

import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.ringflow.server.connection.Phase.Kind;

/** Wraps an upgrader and records which connections become WebSockets. Thread-safe. */
public record GuardedUpgrader(Http1Upgrader upgrader) implements Http1Upgrader {

    @Override
    public String supportedProtocol() {
        return upgrader.supportedProtocol();
    }

    @Override
    public ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        ServerConnection upgraded = upgrader.upgrade(context, prologue, headers);
        if (upgraded != null && context instanceof GuardedContext guarded) {
            guarded.connection().enter(Kind.STREAM);
        }
        return upgraded;
    }
}
