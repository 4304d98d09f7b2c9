package io.ringflow.job.export.ipfix;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Sends each message as a datagram, which counts as delivered once it is sent. If the collector's
 * host says that nobody listens, the next send fails.
 */
final class UdpTransport implements Transport {

    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final DatagramChannel channel;
    private final String collector;
    private final int limit;

    /**
     * Opens a socket.
     *
     * @param mtu maximum length of an IP packet
     */
    UdpTransport(InetSocketAddress address, String collector, int mtu) throws IOException {
        this.collector = collector;
        this.channel = DatagramChannel.open();
        try {
            channel.connect(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        boolean v6 = address.getAddress() instanceof Inet6Address;
        this.limit = mtu - UDP_HEADER - (v6 ? IPV6_HEADER : IPV4_HEADER);
    }

    @Override
    public void send(ByteBuffer message) throws IOException {
        try {
            channel.write(message);
        } catch (PortUnreachableException e) {
            throw new IOException(
                    "nobody listens at " + collector + " over UDP; start the collector", e);
        }
    }

    @Override
    public boolean reliable() {
        return false;
    }

    @Override
    public int messageLimit() {
        return limit;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
