package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.text.TimeText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The IP layer: addresses, options, extension headers, fragments, lengths. */
class FrameDecoderIpTest {

    private static final byte[] UDP = Frames.ports(1234, 53, 8);

    private static PacketBatch raw(byte[] packet) {
        return Decoding.decode(LinkTypes.RAW, packet, packet.length, Frame.NO_VLAN, 0);
    }

    @Test
    void readsAddressesAndDscpOfIpv4() {
        PacketBatch batch = raw(Frames.ipv4(17, UDP));
        assertThat(batch.srcHigh[0]).isZero();
        assertThat(batch.srcLow[0]).isEqualTo(0xffff_0000_0000L | Frames.SRC);
        assertThat(batch.dstHigh[0]).isZero();
        assertThat(batch.dstLow[0]).isEqualTo(0xffff_0000_0000L | Frames.DST);
        assertThat(batch.ipBits[0]).isEqualTo(PacketBits.packIp(false, 46, 1));
        assertThat(batch.timeNanos[0]).isEqualTo(Decoding.TIME);
        assertThat(batch.newestNanos).isEqualTo(Decoding.TIME);
        assertThat(batch.frames).isEqualTo(1);
        assertThat(batch.frameBytes).isEqualTo(36);
    }

    @Test
    void readsAddressesAndDscpOfIpv6() {
        PacketBatch batch = raw(Frames.ipv6(17, UDP));
        assertThat(batch.srcHigh[0]).isEqualTo(Frames.SRC_HIGH);
        assertThat(batch.srcLow[0]).isEqualTo(Frames.SRC_LOW);
        assertThat(batch.dstHigh[0]).isEqualTo(Frames.DST_HIGH);
        assertThat(batch.dstLow[0]).isEqualTo(Frames.DST_LOW);
        assertThat(batch.ipBits[0]).isEqualTo(PacketBits.packIp(true, 46, 1));
    }

    @Test
    void ignoresTimeOutOfRangeForNewestTime() {
        byte[] packet = Frames.ipv4(17, UDP);
        PacketBatch batch = new PacketBatch(2);
        batch.reset(Decoding.OBSERVER, 5);
        ByteBuffer buffer = ByteBuffer.allocateDirect(packet.length).put(0, packet);
        Frame frame = Decoding.frame(buffer, 0, packet.length, LinkTypes.RAW);
        frame.timeNanos = TimeText.OUT_OF_RANGE;
        new FrameDecoder(DecodeSettings.DEFAULT).decode(frame, batch);
        frame.timeNanos = 3;
        new FrameDecoder(DecodeSettings.DEFAULT).decode(frame, batch);
        assertThat(batch.size).isEqualTo(2);
        assertThat(batch.newestNanos).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 20, 40})
    void skipsOptionsOfIpv4(int length) {
        byte[] packet = Frames.ipv4(17, 0, new byte[length], UDP);
        assertThat(Decoding.raw(packet)).isEqualTo(new Packet(1234, 53, 17, 0, 0, 36 + length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 60, 139, 140})
    void skipsEveryExtensionHeaderOfIpv6(int header) {
        assertThat(Decoding.raw(Frames.ipv6(header, Frames.extension(17, 8, UDP))))
                .isEqualTo(new Packet(1234, 53, 17, 0, 0, 64));
        assertThat(Decoding.raw(Frames.ipv6(header, Frames.extension(17, 264, UDP))))
                .isEqualTo(new Packet(1234, 53, 17, 0, 0, 320));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 24})
    void skipsAuthenticationHeaderOfIpv6(int length) {
        assertThat(Decoding.raw(Frames.ipv6(51, Frames.authentication(17, length, UDP))))
                .isEqualTo(new Packet(1234, 53, 17, 0, 0, 56 + length));
    }

    @Test
    void skipsChainOfExtensionHeaders() {
        byte[] chain = Frames.fragment(60, 0, true, Frames.extension(17, 16, UDP));
        chain =
                Frames.extension(
                        43, 8, Frames.extension(51, 24, Frames.authentication(44, 16, chain)));
        assertThat(Decoding.raw(Frames.ipv6(0, chain)).srcPort()).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 59, 135})
    void stopsAtProtocolsWithUnreadablePayload(int protocol) {
        assertThat(Decoding.raw(Frames.ipv6(0, Frames.extension(protocol, 8, UDP))))
                .isEqualTo(new Packet(0, 0, protocol, 0, 0, 64));
    }

    @Test
    void readsPortsOfFirstFragmentOnly() {
        assertThat(Decoding.raw(Frames.ipv4(17, 0x2000, new byte[0], UDP)).srcPort())
                .isEqualTo(1234);
        assertThat(Decoding.raw(Frames.ipv4(17, 0x2001, new byte[0], UDP)))
                .isEqualTo(new Packet(0, 0, 17, 0, 0, 36));
        assertThat(Decoding.raw(Frames.ipv4(17, 0x00b9, new byte[0], UDP)))
                .isEqualTo(new Packet(0, 0, 17, 0, 0, 36));
        assertThat(Decoding.raw(Frames.ipv6(44, Frames.fragment(17, 0, true, UDP))).srcPort())
                .isEqualTo(1234);
        assertThat(Decoding.raw(Frames.ipv6(44, Frames.fragment(17, 8, true, UDP))))
                .isEqualTo(new Packet(0, 0, 17, 0, 0, 64));
        // Payload follows the header of a later fragment, whatever its next header says.
        assertThat(Decoding.raw(Frames.ipv6(44, Frames.fragment(60, 1480, false, UDP))))
                .isEqualTo(new Packet(0, 0, 60, 0, 0, 64));
    }

    @Test
    void usesFrameLengthIfTotalLengthIsZero() {
        byte[] v4 = Frames.ipv4(6, Frames.tcp(1, 2, 0x10, 30));
        v4[2] = 0;
        v4[3] = 0;
        byte[] v6 = Frames.ipv6(6, Frames.tcp(1, 2, 0x10, 30));
        v6[4] = 0;
        v6[5] = 0;
        assertThat(wire(Frames.ethernet(0x0800, v4), 70_014).bytes()).isEqualTo(70_000);
        assertThat(wire(Frames.ethernet(0x86dd, v6), 70_014).bytes()).isEqualTo(70_000);
    }

    private static Packet wire(byte[] frame, int wireLength) {
        return Decoding.only(Decoding.decode(LinkTypes.ETHERNET, frame, wireLength, -1, 0));
    }

    @Test
    void limitsTotalLengthToTheFrame() {
        for (int claimed : new int[] {39, 1500, 0xffff}) {
            byte[] v4 = Frames.ipv4(6, Frames.tcp(1, 2, 0x10, 0));
            v4[2] = (byte) ((claimed + 20) >>> 8);
            v4[3] = (byte) (claimed + 20);
            byte[] v6 = Frames.ipv6(6, Frames.tcp(1, 2, 0x10, 0));
            v6[4] = (byte) (claimed >>> 8);
            v6[5] = (byte) claimed;
            byte[] tagged = Frames.tagged(0x8100, 9, Frames.ethernet(0x0800, v4));
            assertClaims(Frames.ethernet(0x86dd, v6), 60);
            if (claimed < 0xffff) {
                assertClaims(Frames.ethernet(0x0800, v4), 40);
                assertClaims(tagged, 40);
                assertClaims(Frames.ethernet(0x8847, TunnelFrames.mpls(v4, 16)), 40);
            }
        }
    }

    private static void assertClaims(byte[] frame, int bytes) {
        PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, frame, frame.length, -1, 0);
        assertThat(Decoding.only(batch).bytes()).isEqualTo(bytes);
        assertThat(Decoding.only(batch).srcPort()).isEqualTo(1);
        assertThat(count(batch, Anomaly.LENGTH_BEYOND_FRAME)).isEqualTo(1);
    }

    private static int count(PacketBatch batch, Anomaly anomaly) {
        return batch.anomalies[anomaly.ordinal()];
    }

    @Test
    void keepsTotalLengthOfPacketsCutBySnapLength() {
        byte[] v4 = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(1, 2, 0x10, 1000)));
        byte[] v6 = Frames.ethernet(0x86dd, Frames.ipv6(6, Frames.tcp(1, 2, 0x10, 1000)));
        for (byte[] frame : new byte[][] {v4, v6}) {
            byte[] cut = TunnelFrames.cut(frame, 990);
            PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, cut, frame.length, -1, 0);
            assertThat(Decoding.only(batch).bytes()).isEqualTo(frame.length - 14);
            assertThat(batch.anomalies).containsOnly(0);
        }
    }

    @Test
    void keepsTotalLengthOfPacketsCutByNetfilterLog() {
        byte[] packet = Frames.ipv4(6, Frames.tcp(1, 2, 0x10, 1000));
        byte[] entry = LinkFrames.nflog(ByteOrder.LITTLE_ENDIAN, 2, TunnelFrames.cut(packet, 900));
        PacketBatch batch = Decoding.decode(LinkTypes.NFLOG, entry, entry.length, -1, 0);
        assertThat(Decoding.only(batch).bytes()).isEqualTo(1040);
        assertThat(batch.anomalies).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 17, 59, 0, 60, 44})
    void treatsZeroPayloadLengthOfIpv6AsNoPayload(int next) {
        byte[] packet = Frames.ipv6(next, new byte[] {});
        byte[] padded = Frames.ethernet(0x86dd, Frames.join(packet, new byte[6]));
        assertThat(Decoding.ethernet(padded)).isEqualTo(new Packet(0, 0, next, 0, 0, 40));
    }

    @Test
    void readsLengthOfJumbograms() {
        byte[] first = Frames.hex("0600 c204 00011170");
        byte[] padded = Frames.hex("0601 00 0104 00000000 c204 00011170 00");
        byte[] routerAlert = Frames.hex("0601 0502 0000 0100 c204 00011170 00 00");
        for (byte[] options : new byte[][] {first, padded, routerAlert}) {
            byte[] packet = Frames.ipv6(0, Frames.join(options, Frames.tcp(1, 2, 0x10, 30)));
            packet[4] = 0;
            packet[5] = 0;
            byte[] frame = Frames.ethernet(0x86dd, packet);
            assertThat(wire(frame, 70_054).bytes()).isEqualTo(70_040);
            assertThat(wire(frame, 70_054).srcPort()).isEqualTo(1);
        }
    }

    @Test
    void treatsZeroPayloadLengthWithoutJumboOptionAsNoPayload() {
        for (String options :
                new String[] {"0600 050200000100", "0600 010400000000", "0600 000000000000"}) {
            byte[] packet = Frames.ipv6(0, Frames.join(Frames.hex(options), UDP));
            packet[4] = 0;
            packet[5] = 0;
            assertThat(Decoding.raw(packet)).isEqualTo(new Packet(0, 0, 0, 0, 0, 40));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 44, 51, 60, 139, 140})
    void keepsAddressesOfPacketsWithCutOffExtensionHeaders(int header) {
        byte[] packet = Frames.ipv6(header, Frames.extension(17, 24, UDP));
        for (int captured = 40; captured < 48; captured++) {
            byte[] cut = TunnelFrames.cut(packet, packet.length - captured);
            PacketBatch batch = Decoding.decode(LinkTypes.RAW, cut, packet.length, -1, 0);
            assertThat(Decoding.only(batch))
                    .isEqualTo(new Packet(0, 0, header, 0, 0, packet.length));
            assertThat(batch.srcLow[0]).isEqualTo(Frames.SRC_LOW);
            assertThat(count(batch, Anomaly.HEADER_CUT)).isEqualTo(1);
        }
        byte[] second = Frames.ipv6(60, Frames.extension(header, 8, Frames.extension(17, 24, UDP)));
        byte[] cut = TunnelFrames.cut(second, second.length - 52);
        PacketBatch batch = Decoding.decode(LinkTypes.RAW, cut, second.length, -1, 0);
        assertThat(Decoding.only(batch).protocol()).isEqualTo(header);
        assertThat(count(batch, Anomaly.HEADER_CUT)).isEqualTo(1);
    }

    @Test
    void distinguishesMappedAddressesOfIpv6FromIpv4() {
        byte[] v6 = Frames.ipv6(17, UDP);
        ByteBuffer.wrap(v6).putLong(8, 0).putLong(16, 0xffff_0000_0000L | Frames.SRC);
        assertThat(raw(v6).srcLow[0]).isEqualTo(0xfffe_0000_0000L | Frames.SRC);
        assertThat(raw(v6).dstLow[0]).isEqualTo(Frames.DST_LOW);
    }

    @Test
    void countsInvalidPacketsByReason() {
        assertThat(reason(new byte[0])).isEqualTo(Undecoded.SHORT_IP_HEADER);
        assertThat(reason(Frames.hex("45"))).isEqualTo(Undecoded.SHORT_IP_HEADER);
        assertThat(reason(Frames.hex("60"))).isEqualTo(Undecoded.SHORT_IP_HEADER);
        assertThat(reason(withByte(0, 0x55))).isEqualTo(Undecoded.BAD_IP_HEADER);
        assertThat(reason(withByte(0, 0x44))).isEqualTo(Undecoded.BAD_IP_HEADER);
        assertThat(reason(withByte(3, 19))).isEqualTo(Undecoded.BAD_IP_HEADER);
        byte[] chain = UDP;
        for (int i = 0; i <= HeaderCursor.MAX_HEADERS; i++) {
            chain = Frames.extension(i == 0 ? 17 : 60, 8, chain);
        }
        assertThat(reason(Frames.ipv6(60, chain))).isEqualTo(Undecoded.TOO_MANY_HEADERS);
    }

    private static byte[] withByte(int at, int value) {
        byte[] packet = Frames.ipv4(17, UDP);
        packet[at] = (byte) value;
        return packet;
    }

    private static Undecoded reason(byte[] packet) {
        return Decoding.reason(LinkTypes.RAW, packet);
    }
}
