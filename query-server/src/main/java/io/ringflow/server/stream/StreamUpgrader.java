package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Header;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsConnection;
import io.helidon.webserver.websocket.WsUpgrader;
import io.ringflow.server.log.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a WebSocket of a request (RFC 6455, section 4.2). In place of Helidon's routing, because
 * that knows neither the peer before the upgrade nor a connection's end. Requests that it doesn't
 * upgrade are answered like any other: by the filters that refuse them, or by {@link Streams#get}.
 */
final class StreamUpgrader extends WsUpgrader {

    private static final int KEY_BYTES = 16;

    /** The first of the protocols offered: any will do, and browsers insist on one of theirs. */
    private static final Pattern FIRST_PROTOCOL =
            Pattern.compile("\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(,.*)?");

    private final Streams streams;
    private final UpgradeCheck check;

    StreamUpgrader(Streams streams, UpgradeCheck check) {
        super(WsConfig.create());
        this.streams = streams;
        this.check = check;
    }

    @Override
    public ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        long begin = System.nanoTime();
        if (!asksForStream(prologue, headers)) {
            return null;
        }
        Optional<Visitor> visitor = check.admit(context.remotePeer().address(), headers);
        Optional<StreamConnection> connection = visitor.flatMap(streams::open);
        if (connection.isEmpty()) {
            return null;
        }
        try {
            String key = headers.get(WS_KEY).get();
            Header id = RequestId.of(headers);
            String answer =
                    SWITCHING_PROTOCOL_PREFIX
                            + hash(context, key)
                            + protocol(headers)
                            + line(id.name(), id.get());
            byte[] bytes =
                    (answer + SWITCHING_PROTOCOLS_SUFFIX).getBytes(StandardCharsets.US_ASCII);
            context.dataWriter().writeNow(BufferData.create(bytes));
            check.upgraded(visitor.get(), id.get(), System.nanoTime() - begin);
            return new Upgraded(
                    WsConnection.create(context, prologue, headers, key, connection.get()),
                    connection.get());
        } catch (RuntimeException e) {
            streams.ended(connection.get());
            throw e;
        }
    }

    private static boolean asksForStream(HttpPrologue prologue, Headers headers) {
        return prologue.method().equals(Method.GET)
                && prologue.uriPath().path().equals(Streams.PATH)
                && headers.contains(WS_KEY)
                && isKey(headers.get(WS_KEY).get())
                && headers.contains(WS_VERSION)
                && headers.get(WS_VERSION).get().equals(SUPPORTED_VERSION);
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String protocol(Headers headers) {
        Matcher first = FIRST_PROTOCOL.matcher(headers.first(PROTOCOL).orElse(""));
        return first.matches() ? line(PROTOCOL.defaultCase(), first.group(1)) : "";
    }

    private static String line(String name, String value) {
        return "\r\n" + name + ": " + value;
    }

    /** Helidon's connection, whose end and whose silence are this server's business. */
    private final class Upgraded implements ServerConnection {

        private final WsConnection helidon;
        private final StreamConnection connection;

        Upgraded(WsConnection helidon, StreamConnection connection) {
            this.helidon = helidon;
            this.connection = connection;
        }

        @Override
        @SuppressWarnings("removal")
        public void handle(Semaphore requests) {
            try {
                helidon.handle(requests);
            } finally {
                streams.ended(connection);
            }
        }

        @Override
        public void handle(Limit limit) {
            try {
                helidon.handle(limit);
            } finally {
                streams.ended(connection);
            }
        }

        /** Never idle: clients that are silent are pinged. */
        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            helidon.close(interrupt);
        }
    }
}
