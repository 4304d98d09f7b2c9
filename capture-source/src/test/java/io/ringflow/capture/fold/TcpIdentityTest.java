package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.Observed.connectionsIn;
import static io.ringflow.capture.fold.TcpPacket.fromClient;
import static io.ringflow.capture.fold.TcpPacket.fromServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments start a connection, and which end one. */
class TcpIdentityTest {

    private static final int RST_ACK = TcpFlags.RST | TcpFlags.ACK;
    private static final TcpPacket CLIENT = fromClient(1);
    private static final TcpPacket SERVER = fromServer(1);

    private static TcpPacket resetOf(TcpPacket side, int seq) {
        return side.flags(TcpFlags.RST).data(seq, 0);
    }

    /** An established connection with 100 bytes from each side, followed by other packets. */
    private static TcpPacket[] established(TcpPacket... then) {
        TcpPacket[] packets = new TcpPacket[5 + then.length];
        packets[0] = CLIENT.syn(999);
        packets[1] = SERVER.synAck(4999, 1000);
        packets[2] = CLIENT.data(1000, 0).ack(5000);
        packets[3] = CLIENT.data(1000, 100).ack(5000);
        packets[4] = SERVER.data(5000, 100).ack(1100);
        System.arraycopy(then, 0, packets, 5, then.length);
        return packets;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 998, 1000, 1099, 1_000_000, -1, Integer.MIN_VALUE})
    void startsConnectionAtSynWithAnotherNumberAfterOldOneLived(int seq) {
        assertThat(connectionsIn(established(CLIENT.syn(seq))))
                .containsExactly("0 starts", "5 starts");
    }

    @Test
    void neverStartsConnectionAtRepeatedSyn() {
        assertThat(
                        connectionsIn(
                                established(
                                        CLIENT.syn(999),
                                        CLIENT.fin(1100),
                                        SERVER.fin(5100),
                                        CLIENT.syn(999))))
                .containsExactly("0 starts");
        assertThat(
                        connectionsIn(
                                CLIENT.syn(7),
                                SERVER.flags(RST_ACK).data(0, 0).ack(8),
                                CLIENT.syn(7),
                                SERVER.flags(RST_ACK).data(0, 0).ack(8)))
                .containsExactly("0 starts", "1 resets", "3 resets");
        assertThat(connectionsIn(CLIENT.syn(-1), CLIENT.syn(-1), SERVER.synAck(5, 0)))
                .containsExactly("0 starts");
    }

    @Test
    void keepsConnectionIfAttemptIsRepeatedWithAnotherNumber() {
        assertThat(connectionsIn(CLIENT.syn(7), CLIENT.syn(70_000), SERVER.syn(9)))
                .containsExactly("0 starts");
    }

    @Test
    void startsConnectionAtSynFromOtherSideAfterOldOneLived() {
        assertThat(connectionsIn(established(SERVER.syn(77))))
                .containsExactly("0 starts", "5 starts");
    }

    @Test
    void startsConnectionAtSynAfterSegmentsWithoutStart() {
        assertThat(connectionsIn(CLIENT.data(5000, 100), CLIENT.syn(70)))
                .containsExactly("1 starts");
        assertThat(connectionsIn(SERVER.data(5000, 0).ack(9), CLIENT.syn(70)))
                .containsExactly("1 starts");
        assertThat(connectionsIn(SERVER.flags(RST_ACK).data(0, 0).ack(9), CLIENT.syn(70)))
                .containsExactly("0 resets", "1 starts");
    }

    @Test
    void lateSynBelongsToSegmentsThatFollowFromIt() {
        TcpPacket syn = CLIENT.syn(999);
        assertThat(connectionsIn(SERVER.flags(RST_ACK).data(0, 0).ack(1000), syn))
                .containsExactly("0 resets");
        assertThat(connectionsIn(SERVER.synAck(4999, 1000), syn)).isEmpty();
        assertThat(connectionsIn(CLIENT.data(1000, 0), syn)).isEmpty();
        assertThat(connectionsIn(CLIENT.data(1100, 50), CLIENT.data(1000, 100), syn)).isEmpty();
        assertThat(connectionsIn(SERVER.data(5000, 0).ack(1000), syn)).isEmpty();
        TcpPacket withData = CLIENT.flags(TcpFlags.SYN).data(999, 20);
        assertThat(connectionsIn(SERVER.synAck(4999, 1020), withData)).isEmpty();
    }

    @Test
    void timesHandshakeFromLateSyn() {
        assertThat(
                        Observed.in(
                                SERVER.synAck(499, 100).atMillis(7),
                                CLIENT.syn(99).atMillis(5),
                                CLIENT.data(100, 0).ack(500).atMillis(9)))
                .containsExactly("2 rtt 4000000");
    }

    @Test
    void marksLateSynAsOutOfOrderAndContinuesAfterIt() {
        assertThat(
                        Observed.in(
                                CLIENT.data(1000, 100),
                                CLIENT.syn(999),
                                CLIENT.data(1100, 100),
                                CLIENT.data(1000, 100)))
                .containsExactly("1 out-of-order", "3 retransmit");
    }

    @Test
    void startsConnectionAtSynAckThatAnswersAnotherSyn() {
        assertThat(connectionsIn(established(SERVER.synAck(8, 77))))
                .containsExactly("0 starts", "5 starts");
        assertThat(connectionsIn(established(SERVER.synAck(8, 1000)))).containsExactly("0 starts");
        assertThat(connectionsIn(established(SERVER.synAck(4999, 1000))))
                .containsExactly("0 starts");
        assertThat(
                        connectionsIn(
                                SERVER.synAck(8, 77),
                                SERVER.data(9, 10).ack(77),
                                SERVER.synAck(1008, 577)))
                .containsExactly("2 starts");
    }

    @ParameterizedTest
    @ValueSource(ints = {5100, 5100 + 65_535, 5000, 4999})
    void acceptsResetInWindow(int seq) {
        assertThat(connectionsIn(established(resetOf(SERVER, seq))))
                .containsExactly("0 starts", "5 resets");
    }

    @ParameterizedTest
    @ValueSource(ints = {5100 + 65_536, 4998, 0, -1, 0x7fff_ffff, -1_294_967_296})
    void ignoresResetOutsideWindow(int seq) {
        assertThat(connectionsIn(established(resetOf(SERVER, seq)))).containsExactly("0 starts");
    }

    @Test
    void acceptsResetOfAttemptOnlyIfItAcknowledgesTheSyn() {
        TcpPacket syn = CLIENT.syn(999);
        TcpPacket reset = SERVER.flags(RST_ACK).data(0, 0);
        assertThat(connectionsIn(syn, reset.ack(1000))).contains("1 resets");
        assertThat(connectionsIn(syn, reset.ack(999), reset.ack(5), reset.flags(TcpFlags.RST)))
                .containsExactly("0 starts");
        TcpPacket withData = CLIENT.flags(TcpFlags.SYN).data(999, 20);
        assertThat(connectionsIn(withData, reset.ack(1020), reset.ack(1000)))
                .containsExactly("0 starts", "1 resets", "2 resets");
    }

    @Test
    void acceptsResetIfNothingIsKnownOfItsSide() {
        assertThat(connectionsIn(resetOf(SERVER, 12_345))).containsExactly("0 resets");
        assertThat(connectionsIn(CLIENT.data(1, 10), resetOf(SERVER, 12_345)))
                .containsExactly("1 resets");
    }

    @Test
    void acceptsResetBelowNextNumberAsFarAsTheWindow() {
        TcpPacket data = SERVER.data(1_000_000, 100_000);
        assertThat(connectionsIn(data, resetOf(SERVER, 1_100_000 - 65_535)))
                .containsExactly("1 resets");
        assertThat(connectionsIn(data, resetOf(SERVER, 1_100_000 - 65_536))).isEmpty();
    }

    @Test
    void countsIgnoredResets() {
        FollowedCapture capture = new FollowedCapture(Long.MAX_VALUE, 10);
        for (TcpPacket packet : established(resetOf(SERVER, -1), resetOf(CLIENT, 0))) {
            capture.add(packet);
        }
        assertThat(capture.connections.ignoredResets()).isEqualTo(2);
    }
}
