package io.ringflow.server.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Reads what a client sends, and records when. Used by the connection's thread. */
final class ClientReader extends DataReader {

    /** How many bytes a client may send after the last answer; they are discarded. */
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

        /** Returns the next bytes, or null at the end. */
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
                throw new ServerConnectionException("Reading failed", e);
            }
        }
    }

    /** Whether the client has closed its side. */
    boolean isEnded() {
        return source.ended;
    }

    /** Discards a bounded amount of what the client sends until it closes its side. */
    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread is not preempted
    void drain() {
        int discarded = 0;
        while (!source.ended && discarded < LINGER_BYTES) {
            byte[] bytes = source.read();
            discarded += bytes == null ? 0 : bytes.length;
            // If the client keeps sending, reads never block and other threads would starve.
            Thread.yield();
        }
    }

    /** Returns nothing: requests may contain tokens, and this text ends up in messages and logs. */
    @Override
    public String debugDataHex() {
        return "";
    }
}
