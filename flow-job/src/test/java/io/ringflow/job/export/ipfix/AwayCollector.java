package io.ringflow.job.export.ipfix;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;

/**
 * A collector that can be stopped and started again on its port. When it stops, it closes its side
 * of the connection and reads what the exporter has sent until then.
 */
final class AwayCollector implements AutoCloseable {

    private static final int HEADER = 4;

    private final int port;
    private final Set<String> flows = new TreeSet<>();
    private long records;
    private ServerSocket server;
    private Socket connection;
    private Thread thread;
    private AssertionError failure;

    /** Finds a port; the collector does not run yet. */
    AwayCollector() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    void start() throws Exception {
        listen(ServerSocketFactory.getDefault());
    }

    /** Starts with TLS, and only accepts exporters with a certificate that it trusts. */
    void start(TlsFiles files) throws Exception {
        listen(PemFiles.context(files).getServerSocketFactory());
    }

    private void listen(ServerSocketFactory factory) throws IOException {
        server = factory.createServerSocket();
        server.setReuseAddress(true);
        if (server instanceof SSLServerSocket secured) {
            secured.setNeedClientAuth(true);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        thread = Thread.ofPlatform().name("collector").start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept();
                    DataInputStream in = new DataInputStream(accepted.getInputStream())) {
                synchronized (this) {
                    connection = accepted;
                    if (server.isClosed()) {
                        accepted.shutdownOutput();
                    }
                }
                readAll(in);
            } catch (IOException e) {
                // An exporter that is refused, or the end.
            } catch (AssertionError e) {
                failure = e;
            }
        }
    }

    private void readAll(DataInputStream in) throws IOException {
        CollectedMessages messages = new CollectedMessages();
        for (byte[] header = in.readNBytes(HEADER);
                header.length == HEADER;
                header = in.readNBytes(HEADER)) {
            int length = Byte.toUnsignedInt(header[2]) << 8 | Byte.toUnsignedInt(header[3]);
            byte[] message = new byte[length];
            System.arraycopy(header, 0, message, 0, HEADER);
            in.readFully(message, HEADER, length - HEADER);
            messages.read(message);
            synchronized (this) {
                records += messages.flows.size();
                messages.flows.forEach(flow -> flows.add(key(flow)));
            }
            messages.flows.clear();
        }
    }

    private static String key(Map<String, byte[]> flow) {
        return number(flow.get("7")) + "-" + number(flow.get("11"));
    }

    private static int number(byte[] bytes) {
        return Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
    }

    /** Stops once the exporter has closed its connection. */
    void stop() throws Exception {
        synchronized (this) {
            server.close();
            if (connection != null && !connection.isClosed()) {
                connection.shutdownOutput();
            }
        }
        thread.join();
        connection = null;
    }

    /** Number of different flows that were received. */
    synchronized int flows() {
        if (failure != null) {
            throw failure;
        }
        return flows.size();
    }

    /** Number of records that were received. */
    synchronized long records() {
        return records;
    }

    /** Closes its connection at once and stops. */
    void abort() throws IOException, InterruptedException {
        if (server != null && !server.isClosed()) {
            server.close();
            synchronized (this) {
                if (connection != null) {
                    connection.close();
                }
            }
            thread.join();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
