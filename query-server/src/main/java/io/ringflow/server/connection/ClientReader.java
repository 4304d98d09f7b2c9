package io.ringflow.server.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Reads what a client sends. Used by the connection's thread. */
final class ClientReader extends DataReader {

    /** What a client may still send after the last answer, to be passed over. */
    private static final int LINGER_BYTES = 64 * 1024;

    private final Source source;

    private ClientReader(Source source) {
        super(source);
        this.source = source;
    }

    static ClientReader of(Supplier<byte[]> socket, ClientConnection connection) {
        return new ClientReader(new Source(socket, connection));
    }

    private static final class Source implements Supplier<byte[]> {

        private final Supplier<byte[]> socket;
        private final ClientConnection connection;
        private boolean ended;

        Source(Supplier<byte[]> socket, ClientConnection connection) {
            this.socket = socket;
            this.connection = connection;
        }

        /** The next bytes; null at the end. */
        @Override
        public byte[] get() {
            connection.awaiting();
            byte[] bytes = read();
            connection.received();
            return bytes;
        }

        byte[] read() {
            try {
                byte[] bytes = socket.get();
                ended = bytes == null;
                return bytes;
            } catch (UncheckedIOException e) {
                ended = true;
                throw new ServerConnectionException("reading failed", e);
            }
        }
    }

    /** Whether the client has closed its side. */
    boolean isEnded() {
        return source.ended;
    }

    /** Passes over what the client sends, though not without end, until it closes its side. */
    @SuppressWarnings("ThreadPriorityCheck") // virtual threads take turns only so
    void drain() {
        int passed = 0;
        while (!source.ended && passed < LINGER_BYTES) {
            byte[] bytes = source.read();
            passed += bytes == null ? 0 : bytes.length;
            // Of a client that always sends more, no read waits: others would get no processor.
            Thread.yield();
        }
    }

    /** Nothing: what a client sends may hold a token, and this goes into messages and logs. */
    @Override
    public String debugDataHex() {
        return "";
    }
}
