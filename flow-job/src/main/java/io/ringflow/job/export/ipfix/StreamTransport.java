package io.ringflow.job.export.ipfix;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * Sends messages one after the other over TCP, with or without TLS. A message counts as delivered
 * once the kernel has taken it: IPFIX has no acknowledgements.
 */
final class StreamTransport implements Transport {

    /** A message goes into one TLS record. */
    private static final int LIMIT = 16_000;

    private static final int CHECK_MILLIS = 1;

    private final Socket socket;
    private final String collector;

    /** Takes over a connected socket, of which reading may block for a moment only. */
    StreamTransport(Socket socket, String collector) throws IOException {
        this.socket = socket;
        this.collector = collector;
        socket.setSoTimeout(CHECK_MILLIS);
    }

    @Override
    public void send(ByteBuffer message) throws IOException {
        socket.getOutputStream().write(message.array(), message.arrayOffset(), message.limit());
    }

    /** Collectors never write, so that there is only the end to be read. */
    @Override
    public void check() throws IOException {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException(collector + " has closed the connection");
            }
        } catch (SocketTimeoutException e) {
            // The connection is open.
        }
    }

    @Override
    public boolean reliable() {
        return true;
    }

    @Override
    public int messageLimit() {
        return LIMIT;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
