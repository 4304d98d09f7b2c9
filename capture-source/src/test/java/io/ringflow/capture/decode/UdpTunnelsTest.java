package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.Decoding.Tunnelled;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TunnelType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels in UDP: which ones are followed, and which ones keep the outer flow. */
class UdpTunnelsTest {

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final byte[] V4 = Frames.ipv4(17, Frames.ports(1234, 53, 8));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 8));
    private static final byte[] FRAME = Frames.ethernet(0x0800, V4);
    private static final Packet V4_PACKET = new Packet(1234, 53, 17, 0, 0, 36);
    private static final Packet V6_PACKET = new Packet(1234, 53, 17, 0, 0, 56);

    private static Tunnelled raw(byte[] packet) {
        return Decoding.tunnelled(LinkTypes.RAW, packet);
    }

    private static Tunnelled inside(Packet packet, TunnelType type, int id) {
        long src = MAPPED | (TunnelFrames.OUTER_SRC & 0xffff_ffffL);
        long dst = MAPPED | (TunnelFrames.OUTER_DST & 0xffff_ffffL);
        return new Tunnelled(packet, type, id, src, dst, 0);
    }

    private static void staysOuter(byte[] packet, int dstPort, int notFollowed) {
        int length = packet[2] << 8 | (packet[3] & 0xff);
        Tunnelled decoded =
                Decoding.tunnelled(LinkTypes.RAW, packet, length, DecodeSettings.DEFAULT);
        assertThat(decoded.packet().dstPort()).isEqualTo(dstPort);
        assertThat(decoded.packet().bytes()).isEqualTo(length);
        assertThat(decoded.type()).isEqualTo(TunnelType.NONE);
        assertThat(decoded.id()).isZero();
        assertThat(decoded.src()).isZero();
        assertThat(decoded.tunnelsNotFollowed()).isEqualTo(notFollowed);
    }

    @Test
    void followsVxlan() {
        assertThat(raw(TunnelFrames.vxlan(0xfedcba, FRAME)))
                .isEqualTo(inside(V4_PACKET, TunnelType.VXLAN, 0xfedcba));
        assertThat(raw(TunnelFrames.vxlan(7, Frames.ethernet(0x86dd, V6))))
                .isEqualTo(inside(V6_PACKET, TunnelType.VXLAN, 7));
    }

    @Test
    void followsVxlanAtConfiguredPortsOnly() {
        byte[] packet = TunnelFrames.udp4(1, 8473, TunnelFrames.vxlanHeader(8, 7, FRAME));
        staysOuter(packet, 8473, 0);
        DecodeSettings settings =
                new DecodeSettings(true, List.of(8473), false, DecodeSettings.Connections.DEFAULT);
        assertThat(Decoding.tunnelled(LinkTypes.RAW, packet, settings))
                .isEqualTo(inside(V4_PACKET, TunnelType.VXLAN, 7));
        assertThat(
                        Decoding.tunnelled(LinkTypes.RAW, TunnelFrames.vxlan(7, FRAME), settings)
                                .packet()
                                .dstPort())
                .isEqualTo(4789);
    }

    @Test
    void ignoresVxlanWithoutFlagOrAtSourcePort() {
        byte[] header = TunnelFrames.vxlanHeader(0, 7, FRAME);
        staysOuter(TunnelFrames.udp4(50000, 4789, header), 4789, 0);
        header[0] = 8;
        staysOuter(TunnelFrames.udp4(4789, 50000, header), 50000, 0);
    }

    @Test
    void usesOutermostTagAcrossVxlan() {
        byte[] inner = Frames.tagged(0x88a8, 30, Frames.tagged(0x8100, 40, FRAME));
        byte[] outer = Frames.ethernet(0x0800, TunnelFrames.vxlan(7, inner));
        assertThat(Decoding.ethernet(outer).vlan()).isEqualTo(PacketBits.VLAN_PRESENT | 30);
        byte[] both = Frames.tagged(0x88a8, 10, Frames.tagged(0x8100, 20, outer));
        assertThat(Decoding.ethernet(both))
                .isEqualTo(new Packet(1234, 53, 17, 0, PacketBits.VLAN_PRESENT | 10, 36));
    }

    @Test
    void ignoresTagInTunnelThatIsNotFollowed() {
        byte[] arp = Frames.tagged(0x8100, 40, Frames.ethernet(0x0806, new byte[28]));
        byte[] outer = Frames.ethernet(0x0800, TunnelFrames.vxlan(7, arp));
        assertThat(Decoding.ethernet(outer).vlan()).isZero();
    }

    @Test
    void followsGeneveWithAndWithoutOptions() {
        assertThat(raw(TunnelFrames.geneve(0, 0x6558, 9, FRAME)))
                .isEqualTo(inside(V4_PACKET, TunnelType.GENEVE, 9));
        assertThat(raw(TunnelFrames.geneve(252, 0x0800, 0xffffff, V4)))
                .isEqualTo(inside(V4_PACKET, TunnelType.GENEVE, 0xffffff));
        assertThat(raw(TunnelFrames.geneve(4, 0x86dd, 9, V6)))
                .isEqualTo(inside(V6_PACKET, TunnelType.GENEVE, 9));
        byte[] version1 = TunnelFrames.geneve(0, 0x0800, 9, V4);
        version1[28] = 0x40;
        staysOuter(version1, 6081, 0);
    }

    @Test
    void followsUserPacketsInGtp() {
        assertThat(raw(TunnelFrames.gtp(0x30, 255, 0x89abcdef, "", V4)))
                .isEqualTo(inside(V4_PACKET, TunnelType.GTP_U, 0x89abcdef));
        assertThat(raw(TunnelFrames.gtp(0x32, 255, 5, "00010000", V6)))
                .isEqualTo(inside(V6_PACKET, TunnelType.GTP_U, 5));
        assertThat(raw(TunnelFrames.gtp(0x34, 255, 5, "00000085 01100900", V4)))
                .isEqualTo(inside(V4_PACKET, TunnelType.GTP_U, 5));
        assertThat(raw(TunnelFrames.gtp(0x36, 255, 5, "00000085 01100940 01000000", V6)))
                .isEqualTo(inside(V6_PACKET, TunnelType.GTP_U, 5));
    }

    @Test
    void keepsOuterFlowOfOtherGtpMessages() {
        staysOuter(TunnelFrames.gtp(0x30, 1, 5, "", V4), 2152, 0);
        staysOuter(TunnelFrames.gtp(0x50, 255, 5, "", V4), 2152, 0);
        staysOuter(TunnelFrames.gtp(0x20, 255, 5, "", V4), 2152, 0);
        staysOuter(TunnelFrames.gtp(0x30, 255, 5, "", FRAME), 2152, 0);
    }

    @Test
    void countsGtpExtensionOfLengthZero() {
        staysOuter(TunnelFrames.gtp(0x34, 255, 5, "00000085 00100900", V4), 2152, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000 f227 807ffffe",
                "0001 0000 0000000000000000 00",
                "0001 0203 aabb ccddee 0000000000000000 00 0000 f227 807ffffe"
            })
    void followsTeredoWithItsIndications(String indications) {
        assertThat(raw(TunnelFrames.teredo(indications, V6)))
                .isEqualTo(inside(V6_PACKET, TunnelType.TEREDO, 0));
    }

    @Test
    void keepsOuterFlowOfTeredoWithoutIpv6() {
        staysOuter(TunnelFrames.teredo("", V4), 3544, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0002 0011 0022, 34",
        "4002 0040 0011 0022, 34",
        "0802 0011 0022 0001 0000, 34",
        "4a02 0040 0011 8022 0001 0000 0003 aaaaaa, 32802"
    })
    void followsDataMessagesOfL2tp(String header, int session) {
        assertThat(raw(TunnelFrames.l2tp(header, TunnelFrames.ppp(0x21, V4))))
                .isEqualTo(inside(V4_PACKET, TunnelType.L2TP, session));
        assertThat(raw(TunnelFrames.l2tp(header, Frames.join(Frames.hex("0057"), V6))))
                .isEqualTo(inside(V6_PACKET, TunnelType.L2TP, session));
    }

    @Test
    void keepsOuterFlowOfL2tpWithoutIp() {
        byte[] ppp = TunnelFrames.ppp(0x21, V4);
        staysOuter(TunnelFrames.l2tp("c802 000c 0011 0022 0000 0000", ppp), 1701, 0);
        staysOuter(TunnelFrames.l2tp("0003 0011 0022", ppp), 1701, 0);
        byte[] lcp = TunnelFrames.ppp(0xc021, new byte[10]);
        staysOuter(TunnelFrames.l2tp("0002 0011 0022", lcp), 1701, 0);
    }

    @Test
    void countsCutOffAndInvalidTunnels() {
        byte[] packet = TunnelFrames.vxlan(7, FRAME);
        int outer = 36;
        for (int kept = outer - 8; kept < packet.length - 16; kept++) {
            int cut = packet.length - kept;
            staysOuter(TunnelFrames.cut(packet, cut), 4789, 1);
        }
        byte[] badVersion = packet.clone();
        badVersion[outer + 14] = 0x55;
        staysOuter(badVersion, 4789, 1);
        byte[] longer = packet.clone();
        longer[outer + 14 + 3] = 37;
        staysOuter(longer, 4789, 1);
        staysOuter(TunnelFrames.vxlan(7, Frames.ethernet(0x0806, new byte[28])), 4789, 0);
    }

    @Test
    void usesFirstIpHeaderWithoutDecapsulation() {
        DecodeSettings settings =
                new DecodeSettings(false, List.of(4789), false, DecodeSettings.Connections.DEFAULT);
        byte[] frame = Frames.ethernet(0x0800, TunnelFrames.vxlan(7, FRAME));
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.ETHERNET, frame, settings);
        assertThat(decoded)
                .isEqualTo(
                        new Tunnelled(
                                new Packet(50000, 4789, 17, 0, 0, 86),
                                TunnelType.NONE,
                                0,
                                0,
                                0,
                                0));
    }
}
