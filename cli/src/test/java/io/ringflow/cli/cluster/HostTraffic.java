package io.ringflow.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends datagrams of several flows in turn from one host to another. */
final class HostTraffic implements AutoCloseable {

    private static final long ROUND_NANOS = 20_000_000;

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final DatagramPacket packet;
    private Thread sender;
    private volatile boolean stop;
    private int sent;

    /** Opens the sockets in the network namespace of the calling thread. */
    HostTraffic(InetSocketAddress to, int firstPort, int flows) throws SocketException {
        packet = new DatagramPacket(new byte[72], 72, to);
        for (int flow = 0; flow < flows; flow++) {
            sockets.add(new DatagramSocket(firstPort + flow));
        }
    }

    /** Sends one datagram per flow. */
    void sendRound() {
        try {
            for (DatagramSocket socket : sockets) {
                socket.send(packet);
                sent++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a thread that sends round after round until {@link #stop}. */
    void start() {
        sender =
                Thread.ofPlatform()
                        .name("traffic")
                        .start(
                                () -> {
                                    while (!stop) {
                                        sendRound();
                                        LockSupport.parkNanos(ROUND_NANOS);
                                    }
                                });
    }

    /** Stops the thread and returns how many datagrams were sent in all. */
    int stop() throws InterruptedException {
        stop = true;
        sender.join();
        return sent;
    }

    @Override
    public void close() {
        stop = true;
        sockets.forEach(DatagramSocket::close);
    }
}
