package io.ringflow.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    /** Can't be looked at. */
    private static final class BrokenSocket extends Socket {

        final CountDownLatch looks = new CountDownLatch(2);

        @Override
        public boolean isClosed() {
            looks.countDown();
            throw new IllegalStateException("unexpected");
        }

        @Override
        public InetAddress getInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public SocketAddress getLocalSocketAddress() {
            return new InetSocketAddress(getInetAddress(), 1);
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return new InetSocketAddress(getInetAddress(), 2);
        }
    }

    @Test
    @SuppressWarnings("try") // the socket is never connected
    void goesOnCheckingConnectionsAfterAnUnexpectedFailure() throws Exception {
        BrokenSocket socket = new BrokenSocket();
        try (Connections connections =
                new Connections(ConnectionLimits.DEFAULT, new SimpleMeterRegistry())) {
            connections.admit(socket);
            assertThat(socket.looks.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
