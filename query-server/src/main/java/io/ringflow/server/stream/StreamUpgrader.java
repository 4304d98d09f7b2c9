package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.ringflow.server.log.RequestId;
import io.ringflow.server.security.Gate;
import io.ringflow.server.stream.frame.FrameReader;
import io.ringflow.server.stream.frame.FrameWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Upgrades a request to a WebSocket (RFC 6455, section 4.2). Replaces Helidon's upgrader, which
 * knows neither the peer before the upgrade nor the end of a connection, accepts text that is not
 * UTF-8, and lets two threads write at the same time. Requests that are not upgraded are answered
 * like any other: by the filters that refuse them, or by {@link Streams#get}.
 */
final class StreamUpgrader implements Http1Upgrader {

    private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
    private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
    private static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
    private static final String SUPPORTED_VERSION = "13";
    private static final String SWITCHING =
            """
            HTTP/1.1 101 Switching Protocols\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Accept: \
            """;

    /** Appended to the client's key, to prove that the server speaks the protocol. */
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int KEY_BYTES = 16;

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Streams streams;
    private final UpgradeCheck check;

    StreamUpgrader(Streams streams, UpgradeCheck check) {
        this.streams = streams;
        this.check = check;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    public ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        long start = System.nanoTime();
        if (!asksForStream(prologue, headers)) {
            return null;
        }
        Optional<WebSocketClient> client = check.admit(context.remotePeer().address(), headers);
        Optional<StreamConnection> connection = client.flatMap(streams::open);
        if (connection.isEmpty()) {
            return null;
        }
        try {
            Header id = RequestId.of(headers);
            String answer =
                    SWITCHING
                            + accept(headers.get(KEY).get())
                            + protocol(headers)
                            + line(id.name(), id.get())
                            + "\r\n\r\n";
            byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
            context.dataWriter().writeNow(BufferData.create(bytes));
            check.upgraded(client.get(), id.get(), System.nanoTime() - start);
            return new Upgraded(context, connection.get());
        } catch (RuntimeException e) {
            streams.ended(connection.get());
            throw e;
        }
    }

    private static boolean asksForStream(HttpPrologue prologue, Headers headers) {
        return prologue.method().equals(Method.GET)
                && prologue.uriPath().path().equals(Streams.PATH)
                && headers.contains(KEY)
                && isKey(headers.get(KEY).get())
                && headers.contains(VERSION)
                && headers.get(VERSION).get().equals(SUPPORTED_VERSION);
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text);
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /**
     * Selects one of the offered subprotocols, since browsers insist on one. The one that contains
     * the token is selected only if there is no other, so that the answer rarely repeats it.
     */
    private static String protocol(Headers headers) {
        List<String> offered =
                Arrays.stream(headers.first(PROTOCOL).orElse("").split(",", -1))
                        .map(String::strip)
                        .filter(NAME.asMatchPredicate())
                        .toList();
        return offered.stream()
                .filter(name -> !name.startsWith(Gate.TOKEN_SUBPROTOCOL))
                .findFirst()
                .or(() -> offered.stream().findFirst())
                .map(name -> line(PROTOCOL.defaultCase(), name))
                .orElse("");
    }

    private static String line(String name, String value) {
        return "\r\n" + name + ": " + value;
    }

    /** An upgraded connection. Its thread calls {@link #handle}. */
    private final class Upgraded implements ServerConnection {

        private final ConnectionContext context;
        private final StreamConnection connection;
        private volatile Thread thread;

        Upgraded(ConnectionContext context, StreamConnection connection) {
            this.context = context;
            this.connection = connection;
        }

        @Override
        public void handle(Limit limit) {
            thread = Thread.currentThread();
            try {
                connection.serve(
                        new FrameReader(context.dataReader()),
                        new FrameWriter(context.dataWriter()));
            } finally {
                streams.ended(connection);
            }
        }

        /** Never idle, since silent clients are pinged. */
        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            Thread serving = thread;
            if (serving != null) {
                serving.interrupt();
            }
        }
    }
}
