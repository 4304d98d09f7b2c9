package io.ringflow.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes to a client, piece by piece, so that it shows whether the client reads. Of an answer to
 * HEAD only the head is written, whoever made the answer. Used by one thread at a time.
 */
final class ClientWriter implements DataWriter {

    /** Small, as the JDK copies each into memory outside the heap while it waits. */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final ClientConnection connection;
    private final OutputStream pieces = new Pieces();

    /** Whether the answer has no body, as its request was HEAD. */
    private boolean headOnly;

    /** How much of the head's end the last bytes written are. */
    private int matched;

    ClientWriter(ClientConnection connection) {
        this.connection = connection;
    }

    /** A request's answer comes next. */
    void answer(boolean head) {
        headOnly = head;
        matched = 0;
    }

    @Override
    public void write(BufferData... buffers) {
        for (BufferData buffer : buffers) {
            write(buffer);
        }
    }

    @Override
    public void write(BufferData buffer) {
        try {
            buffer.writeTo(pieces);
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("writing failed", e);
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        write(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
        write(buffer);
    }

    private final class Pieces extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            OutputStream out = connection.socket().getOutputStream();
            int end = offset + (headOnly ? headLength(bytes, offset, length) : length);
            for (int at = offset; at < end; at += PIECE_BYTES) {
                int piece = Math.min(PIECE_BYTES, end - at);
                connection.writing();
                try {
                    out.write(bytes, at, piece);
                } finally {
                    connection.written(piece);
                }
            }
        }

        /** How many of the bytes belong to the answer's head. */
        private int headLength(byte[] bytes, int offset, int length) {
            int at = 0;
            while (at < length && matched < END_OF_HEAD.length) {
                byte next = bytes[offset + at];
                if (next == END_OF_HEAD[matched]) {
                    matched++;
                } else {
                    matched = next == '\r' ? 1 : 0;
                }
                at++;
            }
            return at;
        }
    }
}
