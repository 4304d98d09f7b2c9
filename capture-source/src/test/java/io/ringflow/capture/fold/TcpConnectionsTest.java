package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.TcpPacket.fromClient;
import static io.ringflow.capture.fold.TcpPacket.fromServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.TimeText;
import org.junit.jupiter.api.Test;

class TcpConnectionsTest {

    private static final TcpPacket CLIENT = fromClient(1);
    private static final TcpPacket SERVER = fromServer(1);

    @Test
    void marksNothingInOrderedData() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                SERVER.data(900, 20),
                                CLIENT.data(110, 10),
                                SERVER.data(920, 20),
                                CLIENT.data(120, 0),
                                CLIENT.fin(120),
                                SERVER.fin(940)))
                .isEmpty();
    }

    @Test
    void marksRepeatedDataPerDirection() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                SERVER.data(100, 10),
                                SERVER.data(110, 10),
                                CLIENT.data(110, 10),
                                CLIENT.data(110, 10),
                                SERVER.data(100, 10)))
                .containsExactly("4 retransmit", "5 retransmit");
    }

    @Test
    void marksRepeatedFin() {
        assertThat(Observed.in(CLIENT.fin(100), CLIENT.fin(100))).containsExactly("1 retransmit");
    }

    @Test
    void advancesByRetransmissionWithMoreData() {
        assertThat(Observed.in(CLIENT.data(100, 10), CLIENT.data(105, 15), CLIENT.data(120, 5)))
                .containsExactly("1 retransmit");
    }

    @Test
    void marksHoleFilledSoonAsOutOfOrderOnce() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.data(120, 10).atMillis(1),
                                CLIENT.data(110, 10).atMillis(4),
                                CLIENT.data(110, 10).atMillis(4),
                                CLIENT.data(130, 10).atMillis(4)))
                .containsExactly("2 out-of-order", "3 retransmit");
    }

    @Test
    void marksHoleFilledAfterThreeMillisAsRetransmission() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.data(120, 10).atMillis(1),
                                CLIENT.data(110, 10).at(4 * TcpPacket.MILLIS + 1)))
                .containsExactly("2 retransmit");
    }

    @Test
    void usesHandshakeRoundTripAsReorderLimit() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99),
                                SERVER.synAck(499, 100).atMillis(10),
                                CLIENT.data(100, 0).ack(500).atMillis(20),
                                CLIENT.data(120, 10).atMillis(30),
                                CLIENT.data(100, 10).atMillis(50),
                                CLIENT.data(110, 10).at(50 * TcpPacket.MILLIS + 1)))
                .containsExactly("2 rtt 20000000", "4 out-of-order", "5 retransmit");
    }

    @Test
    void splitsHoleFilledFromItsMiddle() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.data(140, 10),
                                CLIENT.data(120, 10),
                                CLIENT.data(120, 10),
                                CLIENT.data(110, 10),
                                CLIENT.data(130, 10),
                                CLIENT.data(130, 10)))
                .containsExactly(
                        "2 out-of-order",
                        "3 retransmit",
                        "4 out-of-order",
                        "5 out-of-order",
                        "6 retransmit");
    }

    @Test
    void forgetsOldestOfThreeHoles() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.data(120, 10),
                                CLIENT.data(140, 10),
                                CLIENT.data(160, 10),
                                CLIENT.data(110, 10),
                                CLIENT.data(130, 10),
                                CLIENT.data(150, 10)))
                .containsExactly("4 retransmit", "5 out-of-order", "6 out-of-order");
    }

    @Test
    void followsSequenceNumbersThatWrapAround() {
        assertThat(
                        Observed.in(
                                CLIENT.data(-10, 10),
                                CLIENT.data(0, 10),
                                CLIENT.data(-5, 5),
                                CLIENT.data(20, 10),
                                CLIENT.data(10, 10)))
                .containsExactly("2 retransmit", "4 out-of-order");
        assertThat(
                        Observed.in(
                                CLIENT.data(-20, 10),
                                CLIENT.data(10, 10),
                                CLIENT.data(-10, 10),
                                CLIENT.data(0, 10),
                                CLIENT.data(Integer.MAX_VALUE, 1)))
                .containsExactly("2 out-of-order", "3 out-of-order");
    }

    @Test
    void restartsAfterJumpWithoutMark() {
        assertThat(
                        Observed.in(
                                CLIENT.data(0, 10),
                                CLIENT.data((1 << 30) + 11, 10),
                                CLIENT.data((1 << 30) + 11, 10),
                                CLIENT.data(20, 10),
                                CLIENT.data(20, 10)))
                .containsExactly("2 retransmit", "4 retransmit");
        assertThat(
                        Observed.in(
                                CLIENT.data(0, 10),
                                CLIENT.data((1 << 30) + 10, 10),
                                CLIENT.data(20, 10)))
                .containsExactly("2 out-of-order");
    }

    @Test
    void ignoresKeepAlives() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.data(109, 1),
                                CLIENT.data(109, 0),
                                CLIENT.data(108, 1)))
                .containsExactly("3 retransmit");
    }

    @Test
    void ignoresProbesOfClosedWindow() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                SERVER.window(0),
                                CLIENT.data(110, 1),
                                SERVER.window(0),
                                CLIENT.data(110, 1),
                                SERVER.window(500),
                                CLIENT.data(110, 1),
                                CLIENT.data(110, 10)))
                .containsExactly("1 zero-window", "3 zero-window", "7 retransmit");
    }

    @Test
    void marksClosedWindowExceptInSynFinAndRst() {
        assertThat(
                        Observed.in(
                                CLIENT.window(0),
                                CLIENT.syn(1).window(0),
                                SERVER.flags(TcpFlags.RST).window(0),
                                SERVER.fin(8).window(0)))
                .containsExactly("0 zero-window");
    }

    @Test
    void marksPacketTwice() {
        assertThat(Observed.in(CLIENT.data(100, 9), CLIENT.data(100, 9).window(0)))
                .containsExactly("1 retransmit zero-window");
    }

    @Test
    void ignoresResets() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.flags(TcpFlags.RST).data(100, 10),
                                CLIENT.flags(TcpFlags.RST).data(500, 10),
                                CLIENT.data(110, 10),
                                CLIENT.data(100, 10)))
                .containsExactly("4 retransmit");
    }

    @Test
    void timesHandshakeOnceFromLastSynBeforeSynAck() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99).atMillis(0),
                                CLIENT.syn(99).atMillis(1000),
                                SERVER.synAck(499, 100).atMillis(1010),
                                CLIENT.syn(99).atMillis(1011),
                                SERVER.synAck(499, 100).atMillis(1012),
                                CLIENT.data(100, 10).ack(500).atMillis(1030),
                                CLIENT.data(110, 0).ack(500).atMillis(1040)))
                .containsExactly("1 retransmit", "3 retransmit", "4 retransmit", "5 rtt 30000000");
    }

    @Test
    void completesHandshakeOnlyByMatchingAck() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99),
                                SERVER.synAck(499, 101),
                                CLIENT.data(100, 0).ack(500)))
                .isEmpty();
        assertThat(
                        Observed.in(
                                CLIENT.syn(99),
                                SERVER.synAck(499, 100),
                                SERVER.data(500, 0).ack(500),
                                CLIENT.data(100, 0).ack(499),
                                CLIENT.flags(0).data(100, 0).ack(500)))
                .isEmpty();
    }

    @Test
    void ignoresHandshakeWithTimeRunningBackwards() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99).atMillis(5),
                                SERVER.synAck(499, 100).atMillis(5),
                                CLIENT.data(100, 0).ack(500).atMillis(4),
                                CLIENT.data(100, 0).ack(500).atMillis(8)))
                .isEmpty();
    }

    @Test
    void usesNewestTimeForTimeOutOfRange() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99).atMillis(5),
                                SERVER.synAck(499, 100).atMillis(7),
                                CLIENT.data(100, 0).ack(500).at(TimeText.OUT_OF_RANGE),
                                CLIENT.data(100, 10).atMillis(8)))
                .containsExactly("2 rtt 2000000");
    }

    @Test
    void restartsConnectionAtNewSyn() {
        assertThat(
                        Observed.in(
                                CLIENT.syn(99),
                                SERVER.synAck(499, 100),
                                CLIENT.data(100, 10).ack(500),
                                CLIENT.syn(9).atMillis(50),
                                SERVER.synAck(199, 10).atMillis(51),
                                CLIENT.data(10, 10).ack(200).atMillis(52),
                                SERVER.data(200, 10)))
                .containsExactly("2 rtt 0", "5 rtt 2000000");
    }

    @Test
    void separatesConnectionsByVlanAndTunnel() {
        assertThat(
                        Observed.in(
                                CLIENT.data(100, 10),
                                CLIENT.in(0x1001, 0).data(100, 10),
                                CLIENT.in(0x1002, 0).data(100, 10),
                                CLIENT.in(0, 77).data(100, 10),
                                CLIENT.in(0, 77).data(100, 10)))
                .containsExactly("4 retransmit");
    }

    @Test
    void rejectsInvalidLimits() {
        assertThatThrownBy(() -> new FollowedCapture(0, 1)).hasMessageContaining("timeoutNanos");
        assertThatThrownBy(() -> new FollowedCapture(1, 0)).hasMessageContaining("maxConnections");
    }
}
