package io.ringflow.job.export.ipfix;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;

/** Accepts connections, one after the other, and reads IPFIX messages from them. */
final class StreamCollector implements AutoCloseable {

    private static final int HEADER = 4;

    private final ServerSocket server;

    private StreamCollector(ServerSocket server) {
        this.server = server;
    }

    static StreamCollector tcp() throws IOException {
        return new StreamCollector(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    /** Listens with TLS, and only accepts exporters with a certificate. */
    static StreamCollector tls(TlsFiles files) throws IOException {
        SSLServerSocket server =
                (SSLServerSocket)
                        PemFiles.context(files)
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return new StreamCollector(server);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Reads the messages of the next connection until that has a number of records or ends. */
    CompletableFuture<CollectedMessages> next(int records) {
        return CompletableFuture.supplyAsync(() -> read(records)).orTimeout(30, TimeUnit.SECONDS);
    }

    private CollectedMessages read(int records) {
        CollectedMessages collected = new CollectedMessages();
        try (Socket socket = server.accept();
                DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (collected.flows.size() < records) {
                byte[] header = in.readNBytes(HEADER);
                if (header.length < HEADER) {
                    throw new EOFException("after " + collected.flows.size() + " records");
                }
                int length = Byte.toUnsignedInt(header[2]) << 8 | Byte.toUnsignedInt(header[3]);
                byte[] message = new byte[length];
                System.arraycopy(header, 0, message, 0, HEADER);
                in.readFully(message, HEADER, length - HEADER);
                collected.read(message);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return collected;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
