package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.ring.TestFrames;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport layer: ports, flags, ICMP types, super-frames. */
class FrameDecoderTransportTest {

    @Test
    void readsPortsAndFlagsOfTcp() {
        byte[] segment = Frames.tcp(65535, 443, 0xd3, 5);
        assertThat(Decoding.raw(Frames.ipv4(6, segment)))
                .isEqualTo(new Packet(65535, 443, 6, 0xd3, 0, 45));
        assertThat(Decoding.raw(Frames.ipv6(6, segment)))
                .isEqualTo(new Packet(65535, 443, 6, 0xd3, 0, 65));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 132, 33, 136})
    void readsPortsOfUdpLikeProtocols(int protocol) {
        assertThat(Decoding.raw(Frames.ipv4(protocol, Frames.ports(40000, 53, 4))))
                .isEqualTo(new Packet(40000, 53, protocol, 0, 0, 32));
        assertThat(Decoding.raw(Frames.ipv6(protocol, Frames.ports(40000, 53, 4))))
                .isEqualTo(new Packet(40000, 53, protocol, 0, 0, 52));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 41, 47, 50, 89, 255})
    void leavesPortsOfOtherProtocolsZero(int protocol) {
        assertThat(Decoding.raw(Frames.ipv4(protocol, Frames.ports(1, 2, 4))))
                .isEqualTo(new Packet(0, 0, protocol, 0, 0, 32));
    }

    @ParameterizedTest
    @CsvSource({"8, 0, 0", "0, 0, 8", "13, 0, 14", "17, 0, 18", "10, 0, 9", "3, 13, 13", "5, 1, 1"})
    void recordsTypeAndCounterTypeOrCodeOfIcmpAsPorts(int type, int code, int counter) {
        assertThat(Decoding.raw(Frames.ipv4(1, Frames.icmp(type, code))))
                .isEqualTo(new Packet(type, counter, 1, code, 0, 36));
    }

    @ParameterizedTest
    @CsvSource({"128, 0, 129", "129, 0, 128", "135, 0, 136", "134, 0, 133", "1, 4, 4", "255, 9, 9"})
    void recordsTypeAndCounterTypeOrCodeOfIcmp6AsPorts(int type, int code, int counter) {
        assertThat(Decoding.raw(Frames.ipv6(58, Frames.icmp(type, code))))
                .isEqualTo(new Packet(type, counter, 58, code, 0, 56));
    }

    @Test
    void leavesMissingFieldsOfCutOffTransportHeaderZero() {
        byte[] packet = Frames.ipv4(6, Frames.tcp(1000, 80, 0x12, 0));
        assertThat(captured(packet, 33)).isEqualTo(new Packet(1000, 80, 6, 0, 0, 40));
        assertThat(captured(packet, 23)).isEqualTo(new Packet(0, 0, 6, 0, 0, 40));
        byte[] echo = Frames.ipv4(1, Frames.icmp(8, 0));
        assertThat(captured(echo, 21)).isEqualTo(new Packet(0, 0, 1, 0, 0, 36));
    }

    private static Packet captured(byte[] packet, int bytes) {
        byte[] cut = Arrays.copyOf(packet, bytes);
        return Decoding.only(Decoding.decode(LinkTypes.RAW, cut, packet.length, -1, 0));
    }

    @Test
    void ignoresBytesBeyondTotalLength() {
        byte[] packet = Frames.ipv4(17, Frames.ports(1000, 80, 0));
        packet[3] = 22;
        assertThat(Decoding.raw(packet)).isEqualTo(new Packet(0, 0, 17, 0, 0, 22));
    }

    @Test
    void countsSegmentsAndHeadersOfSuperFrame() {
        PacketBatch batch = superFrame(4000, 1448);
        assertThat(PacketBits.segments(batch.ipBits[0])).isEqualTo(3);
        assertThat(batch.ipBytes[0]).isEqualTo(4000 + 3 * 40);
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(1);
    }

    @Test
    void roundsUpSegmentsOfSuperFrame() {
        assertThat(PacketBits.segments(superFrame(2896, 1448).ipBits[0])).isEqualTo(2);
        assertThat(PacketBits.segments(superFrame(2897, 1448).ipBits[0])).isEqualTo(3);
    }

    @Test
    void countsSuperFrameWithOneSegmentAsOnePacket() {
        PacketBatch batch = superFrame(1448, 1448);
        assertThat(PacketBits.segments(batch.ipBits[0])).isEqualTo(1);
        assertThat(batch.ipBytes[0]).isEqualTo(1488);
    }

    @Test
    void countsHeadersOfEverySegmentOfUdpSuperFrame() {
        byte[] packet = Frames.ipv6(17, Frames.ports(1, 2, 3000));
        PacketBatch batch = Decoding.decode(LinkTypes.RAW, packet, packet.length, -1, 1000);
        assertThat(PacketBits.segments(batch.ipBits[0])).isEqualTo(3);
        assertThat(batch.ipBytes[0]).isEqualTo(3000 + 3 * 48);
    }

    private static PacketBatch superFrame(int payload, int segment) {
        byte[] withVnetHeader = TestFrames.superFrame(payload, segment);
        byte[] frame = Arrays.copyOfRange(withVnetHeader, 10, withVnetHeader.length);
        return Decoding.decode(LinkTypes.ETHERNET, frame, frame.length, -1, segment);
    }
}
