package io.ringflow.job.export.ipfix;

import io.ringflow.model.text.IoReason;
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
        try {
            socket.getOutputStream().write(message.array(), message.arrayOffset(), message.limit());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Collectors never write, so that there is only the end to be read. */
    @Override
    public void check() throws IOException {
        int end;
        try {
            end = socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            return; // The connection is open.
        } catch (IOException e) {
            throw broken(e);
        }
        if (end < 0) {
            throw new IOException(collector + " has closed the connection; check the collector");
        }
    }

    private IOException broken(IOException e) {
        return new IOException(
                "the connection to "
                        + collector
                        + " is broken: "
                        + IoReason.of(e)
                        + "; check the collector",
                e);
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
