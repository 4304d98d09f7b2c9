package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.Frames;
import io.ringflow.capture.decode.TunnelFrames;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.IpAddress;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets as functions see them, decoded from frames. */
class PacketTest {

    private static final Observer OBSERVER = new Observer("here", "eth0");
    private static final long TIME = 1_700_000_000_123_456_789L;
    private static final int ETHERNET = 1;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int VLAN = 0x8100;
    private static final IpAddress SRC = IpAddress.v4(Frames.SRC);
    private static final IpAddress DST = IpAddress.v4(Frames.DST);

    private static final byte[] TCP4 =
            Frames.ethernet(IPV4, Frames.ipv4(6, Frames.tcp(4000, 443, TcpFlags.SYN, 10)));

    private static Packet packet(byte[] frame) {
        return packet(frame, 0);
    }

    private static Packet packet(byte[] frame, int segmentPayload) {
        DecodeSettings labels =
                new DecodeSettings(
                        true, DecodeSettings.VXLAN_PORTS, true, DecodeSettings.Connections.DEFAULT);
        Frame input = new Frame();
        input.buffer = ByteBuffer.allocateDirect(frame.length).put(0, frame);
        input.captured = frame.length;
        input.wireLength = frame.length;
        input.linkType = ETHERNET;
        input.timeNanos = TIME;
        input.segmentPayload = segmentPayload;
        PacketBatch batch = new PacketBatch(1);
        batch.reset(OBSERVER, Long.MIN_VALUE);
        new CaptureDecoder(labels).frame(input, batch);
        assertThat(batch.size).isEqualTo(1);
        Packet packet = new Packet();
        packet.wrap(OBSERVER, batch, 0);
        return packet;
    }

    @Test
    void showsHeadersOfTcpPacket() {
        Packet packet = packet(TCP4);
        assertThat(packet.observer()).isEqualTo(OBSERVER);
        assertThat(packet.timeNanos()).isEqualTo(TIME);
        assertThat(packet.srcAddr()).isEqualTo(SRC);
        assertThat(packet.dstAddr()).isEqualTo(DST);
        assertThat(packet.isIpv6()).isFalse();
        assertThat(packet.protocol()).isEqualTo(Protocols.TCP);
        assertThat(packet.srcPort()).isEqualTo(4000);
        assertThat(packet.dstPort()).isEqualTo(443);
        assertThat(packet.flags()).isEqualTo(TcpFlags.SYN);
        assertThat(packet.dscp()).isEqualTo(46);
        assertThat(packet.ipBytes()).isEqualTo(50);
        assertThat(packet.segments()).isEqualTo(1);
        assertThat(packet.vlan()).isEqualTo(-1);
        assertThat(packet.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(packet.label(LabelKind.HTTP_HOST)).isEmpty();
    }

    @Test
    void showsTcpNumbersAsUnsignedBits() {
        byte[] frame = TCP4.clone();
        ByteBuffer.wrap(frame).putInt(38, -2).putInt(42, 7).putShort(48, (short) 0xffff);
        Packet packet = packet(frame);
        assertThat(packet.hasTcpHeader()).isTrue();
        assertThat(packet.tcpSequence()).isEqualTo(-2);
        assertThat(packet.tcpAcknowledgment()).isEqualTo(7);
        assertThat(packet.tcpPayload()).isEqualTo(10);
        assertThat(packet.tcpWindow()).isEqualTo(0xffff);
    }

    @Test
    void showsNoTcpFieldsOfUdpPacket() {
        Packet packet = packet(Frames.ethernet(IPV4, Frames.ipv4(17, Frames.ports(53, 0xffff, 5))));
        assertThat(packet.protocol()).isEqualTo(Protocols.UDP);
        assertThat(packet.srcPort()).isEqualTo(53);
        assertThat(packet.dstPort()).isEqualTo(0xffff);
        assertThat(packet.flags()).isZero();
        assertThat(packet.hasTcpHeader()).isFalse();
        assertThat(packet.tcpPayload()).isZero();
        assertThat(packet.tcpWindow()).isZero();
    }

    @Test
    void showsHeadersOfIpv6Packet() {
        byte[] udp = Frames.ports(1, 2, 4);
        Packet packet = packet(Frames.ethernet(IPV6, Frames.ipv6(17, udp)));
        assertThat(packet.isIpv6()).isTrue();
        assertThat(packet.srcAddr()).isEqualTo(new IpAddress(Frames.SRC_HIGH, Frames.SRC_LOW));
        assertThat(packet.dstAddr()).isEqualTo(new IpAddress(Frames.DST_HIGH, Frames.DST_LOW));
        assertThat(packet.protocol()).isEqualTo(Protocols.UDP);
        assertThat(packet.ipBytes()).isEqualTo(40 + udp.length);
    }

    @Test
    void showsTypesAndCodeOfIcmp() {
        Packet request = packet(Frames.ethernet(IPV4, Frames.ipv4(1, Frames.icmp(8, 0))));
        assertThat(List.of(request.srcPort(), request.dstPort(), request.flags()))
                .containsExactly(8, 0, 0);
        Packet reply = packet(Frames.ethernet(IPV4, Frames.ipv4(1, Frames.icmp(0, 0))));
        assertThat(List.of(reply.srcPort(), reply.dstPort(), reply.flags()))
                .containsExactly(0, 8, 0);
        Packet unreachable = packet(Frames.ethernet(IPV4, Frames.ipv4(1, Frames.icmp(3, 4))));
        assertThat(List.of(unreachable.srcPort(), unreachable.dstPort(), unreachable.flags()))
                .containsExactly(3, 4, 4);
    }

    @Test
    void showsIdOfOutermostVlanTag() {
        byte[] tagged = Frames.tagged(VLAN, 0xe000 | 7, TCP4);
        assertThat(packet(tagged).vlan()).isEqualTo(7);
        assertThat(packet(Frames.tagged(0x88a8, 0xfff, tagged)).vlan()).isEqualTo(0xfff);
    }

    @Test
    void showsNoVlanForPriorityTag() {
        assertThat(packet(Frames.tagged(VLAN, 0xe000, TCP4)).vlan()).isEqualTo(-1);
    }

    @Test
    void showsInnerPacketAndTunnelWithId() {
        byte[] outer = Frames.ethernet(IPV4, TunnelFrames.vxlan(0xffffff, TCP4));
        Packet packet = packet(outer);
        assertThat(packet.srcAddr()).isEqualTo(SRC);
        assertThat(packet.dstPort()).isEqualTo(443);
        assertThat(packet.tunnel())
                .isEqualTo(
                        new Tunnel(
                                TunnelType.VXLAN,
                                0xffffff,
                                IpAddress.v4(TunnelFrames.OUTER_SRC),
                                IpAddress.v4(TunnelFrames.OUTER_DST)));
    }

    @Test
    void showsTunnelIdUnsigned() {
        byte[] inner = Frames.ipv4(17, Frames.ports(1, 2, 0));
        byte[] outer = TunnelFrames.gtp(0x30, 0xff, 0xfffffffe, "", inner);
        Tunnel tunnel = packet(Frames.ethernet(IPV4, outer)).tunnel();
        assertThat(tunnel.type()).isEqualTo(TunnelType.GTP_U);
        assertThat(tunnel.id()).isEqualTo(0xfffffffeL);
    }

    @Test
    void showsTunnelWithoutId() {
        byte[] inner = Frames.ipv4(17, Frames.ports(1, 2, 0));
        Tunnel tunnel = packet(Frames.ethernet(IPV4, Frames.ipv4(4, inner))).tunnel();
        assertThat(tunnel.type()).isEqualTo(TunnelType.IPIP);
        assertThat(tunnel.id()).isEqualTo(Tunnel.NO_ID);
    }

    @Test
    void countsSegmentsOfSuperFrame() {
        byte[] frame = Frames.ethernet(IPV4, Frames.ipv4(6, Frames.tcp(1, 2, 0x10, 2500)));
        Packet packet = packet(frame, 1000);
        assertThat(packet.segments()).isEqualTo(3);
        // Each of the three packets has headers of 40 bytes.
        assertThat(packet.ipBytes()).isEqualTo(2500 + 3 * 40);
        assertThat(packet.tcpPayload()).isEqualTo(2500);
    }

    @Test
    void showsLabelInPayload() {
        byte[] request =
                "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] tcp = Frames.join(Frames.tcp(4000, 80, 0x18, 0), request);
        Packet packet = packet(Frames.ethernet(IPV4, Frames.ipv4(6, tcp)));
        assertThat(packet.label(LabelKind.HTTP_HOST)).isEqualTo("example.org");
        assertThat(packet.label(LabelKind.TLS_SNI)).isEmpty();
        assertThat(packet.tunnel()).isEqualTo(Tunnel.NONE);
    }
}
