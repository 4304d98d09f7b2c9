package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.TcpPacket.fromClient;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.TcpFlags;
import org.junit.jupiter.api.Test;

class TcpConnectionsMemoryTest {

    private static final long TIMEOUT = 1000 * TcpPacket.MILLIS;

    private static TcpPacket data(int connection, long millis) {
        return fromClient(connection).data(100, 10).atMillis(millis);
    }

    @Test
    void forgetsConnectionOnlyAfterTimeout() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        capture.add(data(1, 0));
        capture.add(data(1, 999));
        capture.add(data(1, 1999));
        assertThat(capture.observed.lines).containsExactly("1 retransmit");
    }

    @Test
    void countsTimeOfOtherConnectionsAsSilence() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        capture.add(data(1, 0));
        capture.add(data(2, 1000));
        capture.add(data(1, 1));
        capture.add(data(1, 1));
        assertThat(capture.observed.lines).containsExactly("3 retransmit");
    }

    @Test
    void keepsConnectionAliveByAnyPacket() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        capture.add(data(1, 0));
        capture.add(fromClient(1).data(110, 0).atMillis(900));
        capture.add(fromClient(1).flags(TcpFlags.RST).atMillis(1800));
        capture.add(data(1, 2700));
        assertThat(capture.observed.lines).containsExactly("3 retransmit");
    }

    @Test
    void doesNotReviveSilentConnectionByAck() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        capture.add(data(1, 0));
        capture.add(fromClient(1).data(110, 0).atMillis(1000));
        capture.add(data(1, 1001));
        assertThat(capture.observed.lines).isEmpty();
    }

    @Test
    void followsConnectionFromAnyPacket() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        capture.add(fromClient(1));
        capture.add(fromClient(2).flags(TcpFlags.RST).data(5, 10));
        assertThat(capture.connections.limit().size()).isEqualTo(2);
    }

    @Test
    void growsWithoutForgettingAnything() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 1 << 20);
        for (int i = 0; i < 40_000; i++) {
            capture.add(data(i, 0));
        }
        assertThat(capture.observed.lines).isEmpty();
        for (int i = 0; i < 40_000; i++) {
            capture.add(data(i, 0));
        }
        assertThat(capture.observed.lines).hasSize(40_000);
        assertThat(capture.connections.limit().size()).isEqualTo(40_000);
        assertThat(capture.connections.limit().forgotten()).isZero();
    }

    @Test
    void reusesRowsOfSilentConnections() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 2048);
        for (int i = 0; i < 50_000; i++) {
            capture.add(data(i, i));
        }
        assertThat(capture.connections.limit().size()).isLessThanOrEqualTo(2048);
        assertThat(capture.connections.limit().forgotten()).isZero();
        for (int i = 49_000 + 1; i < 50_000; i++) {
            capture.add(data(i, 49_999));
        }
        assertThat(capture.observed.lines).hasSize(999);
    }

    @Test
    void forgetsAndCountsLongestSilentHalfIfTableIsFull() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 100);
        for (int i = 0; i < 100; i++) {
            capture.add(data(i, i));
        }
        assertThat(capture.connections.limit().forgotten()).isZero();
        capture.add(data(0, 100));
        capture.observed.lines.clear();
        capture.add(data(100, 100));
        assertThat(capture.connections.limit().forgotten()).isEqualTo(50);
        assertThat(capture.connections.limit().size()).isEqualTo(51);
        capture.add(data(0, 100));
        capture.add(data(51, 100));
        capture.add(data(100, 100));
        assertThat(capture.observed.lines).hasSize(3);
        capture.add(data(50, 100));
        assertThat(capture.observed.lines).hasSize(3);
    }

    @Test
    void forgetsConnectionsOfTheSameTimeInTheirOrder() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 4);
        for (int i = 0; i < 5; i++) {
            capture.add(data(i, 7));
        }
        assertThat(capture.connections.limit().forgotten()).isEqualTo(2);
        capture.add(data(2, 7));
        capture.add(data(3, 7));
        capture.add(data(4, 7));
        assertThat(capture.observed.lines).hasSize(3);
    }

    @Test
    void followsConnectionInTableOfSizeOne() {
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 1);
        for (int i = 0; i < 10; i++) {
            capture.add(data(i, 0));
            capture.add(data(i, 0));
        }
        assertThat(capture.observed.lines).hasSize(10);
        assertThat(capture.connections.limit().forgotten()).isEqualTo(9);
    }
}
