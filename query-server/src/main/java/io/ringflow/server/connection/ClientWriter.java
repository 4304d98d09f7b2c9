package io.ringflow.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes to a client piece by piece, so that a client which doesn't read is noticed. Cuts the body
 * off every answer to a HEAD request. Used by one thread at a time.
 */
final class ClientWriter implements DataWriter {

    /** Small, because the JDK keeps a copy of each piece outside the heap while a write waits. */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final ClientConnection connection;
    private final OutputStream pieces = new Pieces();

    /** Whether only the head of the answer is written. */
    private boolean headOnly;

    /** How many bytes of {@link #END_OF_HEAD} the last bytes written match. */
    private int matched;

    ClientWriter(ClientConnection connection) {
        this.connection = connection;
    }

    /**
     * Starts the answer to a request.
     *
     * @param head whether the request's method is HEAD
     */
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
            throw new ServerConnectionException("Writing failed", e);
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
            for (int position = offset; position < end; position += PIECE_BYTES) {
                int piece = Math.min(PIECE_BYTES, end - position);
                connection.writing();
                try {
                    out.write(bytes, position, piece);
                } finally {
                    connection.written(piece);
                }
            }
        }

        /** How many of the bytes belong to the answer's head. */
        private int headLength(byte[] bytes, int offset, int length) {
            int count = 0;
            while (count < length && matched < END_OF_HEAD.length) {
                byte next = bytes[offset + count];
                if (next == END_OF_HEAD[matched]) {
                    matched++;
                } else {
                    matched = next == '\r' ? 1 : 0;
                }
                count++;
            }
            return count;
        }
    }
}
