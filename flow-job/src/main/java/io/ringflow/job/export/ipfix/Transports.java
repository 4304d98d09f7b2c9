package io.ringflow.job.export.ipfix;

import io.ringflow.model.text.IoReason;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connects to collectors. */
final class Transports {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LEAST_WAIT_MILLIS = 200;

    private Transports() {}

    /** Connects; the message of a failure names the collector, the reason and what to do. */
    static Transport connect(CollectorSettings settings) throws IOException {
        CollectorAddress collector = settings.collector();
        InetSocketAddress address = new InetSocketAddress(collector.host(), collector.port());
        if (address.isUnresolved()) {
            throw new IOException(
                    "the collector's host name "
                            + collector.host()
                            + " is not known; correct it, or give an address");
        }
        if (settings.transport() == CollectorTransport.UDP) {
            return new UdpTransport(address, collector.text(), settings.mtu());
        }
        return connectStream(settings, address);
    }

    private static Transport connectStream(CollectorSettings settings, InetSocketAddress address)
            throws IOException {
        String collector = settings.collector().text();
        // A channel's socket can be interrupted.
        SocketChannel channel = SocketChannel.open();
        try {
            Socket socket = channel.socket();
            socket.connect(address, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            boolean tls = settings.transport() == CollectorTransport.TLS;
            return new StreamTransport(tls ? secure(socket, settings) : socket, collector);
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "can't connect to "
                            + collector
                            + ": "
                            + IoReason.of(e)
                            + "; start the collector, or correct its address and certificates",
                    e);
        }
    }

    /** The collector's certificate must be for its host name or address (RFC 7011, 11.3). */
    private static SSLSocket secure(Socket socket, CollectorSettings settings) throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        PemFiles.context(settings.tls())
                                .getSocketFactory()
                                .createSocket(
                                        socket,
                                        settings.collector().host(),
                                        settings.collector().port(),
                                        true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        long start = System.nanoTime();
        secured.startHandshake();
        awaitRefusal(secured, System.nanoTime() - start);
        return secured;
    }

    /**
     * With TLS 1.3, the handshake ends before the collector has checked the exporter's certificate.
     * Records that are sent to one that refuses it would be lost, so this waits for as long as a
     * refusal may take.
     */
    private static void awaitRefusal(SSLSocket secured, long handshakeNanos) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(handshakeNanos);
        secured.setSoTimeout(Math.clamp(millis, LEAST_WAIT_MILLIS, TIMEOUT_MILLIS));
        try {
            if (secured.getInputStream().read() < 0) {
                throw new EOFException("it has closed the connection");
            }
        } catch (SocketTimeoutException e) {
            // Accepted.
        }
    }
}
