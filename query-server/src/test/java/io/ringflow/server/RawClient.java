package io.ringflow.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection whose bytes are sent and read by the test. */
final class RawClient implements AutoCloseable {

    /** Small, so that a client that doesn't read soon blocks the server. */
    private static final int RECEIVE_BUFFER = 4096;

    private static final int DEADLINE_MILLIS = 60_000;

    private final Socket socket = new Socket();

    RawClient(int port) {
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text in ISO 8859-1. Does not fail if the connection is already closed. */
    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // reading will show it
        }
        return this;
    }

    /** Reads until the server closes the connection; fails if it doesn't. */
    String readAll() {
        StringBuilder all = new StringBuilder();
        byte[] some = new byte[4096];
        try {
            int count = socket.getInputStream().read(some);
            while (count >= 0) {
                all.append(new String(some, 0, count, StandardCharsets.UTF_8));
                count = socket.getInputStream().read(some);
            }
        } catch (SocketException e) {
            return all.toString(); // closed by a reset
        } catch (IOException e) {
            throw new UncheckedIOException("after " + all, e);
        }
        return all.toString();
    }

    /** Reads at least one byte; returns an empty text if the connection is closed. */
    String readSome() {
        byte[] some = new byte[4096];
        try {
            int count = socket.getInputStream().read(some);
            return count < 0 ? "" : new String(some, 0, count, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
