package io.ringflow.cli.flink;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/** This host's addresses. */
final class LocalAddress {

    private static final int ANY_PORT = 9;

    private LocalAddress() {}

    /** Returns true if {@code host}, an address or a name, belongs to this host. */
    static boolean isOwn(String host) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    /**
     * Returns the address from which this host would connect to another, by its routes; nothing is
     * sent. On the JobManager's own host, Flink would take the loopback address, which no other
     * host reaches.
     *
     * @return empty if the other host's name or route is not known yet
     */
    static Optional<String> towards(String host) {
        InetSocketAddress other = new InetSocketAddress(host, ANY_PORT);
        if (other.isUnresolved()) {
            return Optional.empty();
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(other);
            InetAddress address = socket.getLocalAddress();
            return address.isAnyLocalAddress()
                    ? Optional.empty()
                    : Optional.of(address.getHostAddress().split("%", 2)[0]);
        } catch (SocketException | UncheckedIOException e) {
            return Optional.empty(); // no route yet; Flink finds an address when there is one
        }
    }
}
