package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.TcpPacket.fromClient;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.TcpFlags;
import org.junit.jupiter.api.Test;

class TcpConnectionsMemoryTest {

    private static final long TIMEOUT = 1000 * TcpPacket.MILLIS;

    private final Observed observed = new Observed();
    private int packets;

    private void add(TcpConnections connections, TcpPacket packet) {
        packet.addTo(connections, packets++);
        connections.flush();
    }

    private static TcpPacket data(int connection, long millis) {
        return fromClient(connection).data(100, 10).atMillis(millis);
    }

    @Test
    void forgetsConnectionOnlyAfterTimeout() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        add(connections, data(1, 0));
        add(connections, data(1, 999));
        add(connections, data(1, 1999));
        assertThat(observed.lines).containsExactly("1 retransmit");
    }

    @Test
    void countsTimeOfOtherConnectionsAsSilence() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        add(connections, data(1, 0));
        add(connections, data(2, 1000));
        add(connections, data(1, 1));
        add(connections, data(1, 1));
        assertThat(observed.lines).containsExactly("3 retransmit");
    }

    @Test
    void keepsConnectionAliveByAnyPacket() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        add(connections, data(1, 0));
        add(connections, fromClient(1).data(110, 0).atMillis(900));
        add(connections, fromClient(1).flags(TcpFlags.RST).atMillis(1800));
        add(connections, data(1, 2700));
        assertThat(observed.lines).containsExactly("3 retransmit");
    }

    @Test
    void doesNotReviveSilentConnectionByAck() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        add(connections, data(1, 0));
        add(connections, fromClient(1).data(110, 0).atMillis(1000));
        add(connections, data(1, 1001));
        assertThat(observed.lines).isEmpty();
    }

    @Test
    void usesNoMemoryForPacketsWithoutSequenceNumbers() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        add(connections, fromClient(1));
        add(connections, fromClient(2).flags(TcpFlags.RST).data(5, 10));
        assertThat(connections.size()).isZero();
        add(connections, fromClient(3).fin(5));
        assertThat(connections.size()).isEqualTo(1);
    }

    @Test
    void growsWithoutForgettingAnything() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 1 << 20, observed);
        for (int i = 0; i < 40_000; i++) {
            add(connections, data(i, 0));
        }
        assertThat(observed.lines).isEmpty();
        for (int i = 0; i < 40_000; i++) {
            add(connections, data(i, 0));
        }
        assertThat(observed.lines).hasSize(40_000);
        assertThat(connections.size()).isEqualTo(40_000);
        assertThat(connections.forgotten()).isZero();
    }

    @Test
    void reusesRowsOfSilentConnections() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 2048, observed);
        for (int i = 0; i < 50_000; i++) {
            add(connections, data(i, i));
        }
        assertThat(connections.size()).isLessThanOrEqualTo(2048);
        assertThat(connections.forgotten()).isZero();
        for (int i = 49_000 + 1; i < 50_000; i++) {
            add(connections, data(i, 49_999));
        }
        assertThat(observed.lines).hasSize(999);
    }

    @Test
    void forgetsAndCountsLongestSilentHalfIfTableIsFull() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 100, observed);
        for (int i = 0; i < 100; i++) {
            add(connections, data(i, i));
        }
        assertThat(connections.forgotten()).isZero();
        add(connections, data(0, 100));
        observed.lines.clear();
        add(connections, data(100, 100));
        assertThat(connections.forgotten()).isEqualTo(50);
        assertThat(connections.size()).isEqualTo(51);
        add(connections, data(0, 100));
        add(connections, data(51, 100));
        add(connections, data(100, 100));
        assertThat(observed.lines).hasSize(3);
        add(connections, data(50, 100));
        assertThat(observed.lines).hasSize(3);
    }

    @Test
    void forgetsConnectionsOfTheSameTimeInTheirOrder() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 4, observed);
        for (int i = 0; i < 5; i++) {
            add(connections, data(i, 7));
        }
        assertThat(connections.forgotten()).isEqualTo(2);
        add(connections, data(2, 7));
        add(connections, data(3, 7));
        add(connections, data(4, 7));
        assertThat(observed.lines).hasSize(3);
    }

    @Test
    void followsConnectionInTableOfSizeOne() {
        TcpConnections connections = new TcpConnections(TIMEOUT, 1, observed);
        for (int i = 0; i < 10; i++) {
            add(connections, data(i, 0));
            add(connections, data(i, 0));
        }
        assertThat(observed.lines).hasSize(10);
        assertThat(connections.forgotten()).isEqualTo(9);
    }
}
