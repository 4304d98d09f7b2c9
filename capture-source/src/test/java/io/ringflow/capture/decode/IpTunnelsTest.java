package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.Decoding.Tunnelled;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.model.TunnelType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels with an IP protocol of their own (IP, GRE, EtherIP, MPLS), and authentication. */
class IpTunnelsTest {

    private static final byte[] V4 = Frames.ipv4(17, Frames.ports(1234, 53, 8));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 8));
    private static final byte[] FRAME = Frames.ethernet(0x0800, V4);
    private static final Packet V4_PACKET = new Packet(1234, 53, 17, 0, 0, 36);
    private static final Packet V6_PACKET = new Packet(1234, 53, 17, 0, 0, 56);

    private static void follows(byte[] packet, Packet inner, TunnelType type, int id) {
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.RAW, packet);
        assertThat(decoded.packet()).isEqualTo(inner);
        assertThat(decoded.type()).isEqualTo(type);
        assertThat(decoded.id()).isEqualTo(id);
        boolean v4 = packet[0] >>> 4 == 4;
        assertThat(decoded.src())
                .isEqualTo(
                        v4
                                ? 0xffff_0000_0000L | (TunnelFrames.OUTER_SRC & 0xffff_ffffL)
                                : Frames.SRC_LOW);
        assertThat(decoded.tunnelsNotFollowed()).isZero();
    }

    private static void staysOuter(byte[] packet, int protocol, int notFollowed) {
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.RAW, packet);
        assertThat(decoded.packet()).isEqualTo(new Packet(0, 0, protocol, 0, 0, packet.length));
        assertThat(decoded.type()).isEqualTo(TunnelType.NONE);
        assertThat(decoded.tunnelsNotFollowed()).isEqualTo(notFollowed);
    }

    @Test
    void followsBothVersionsOfIpInBoth() {
        follows(TunnelFrames.outer4(4, V4), V4_PACKET, TunnelType.IPIP, 0);
        follows(TunnelFrames.outer4(41, V6), V6_PACKET, TunnelType.SIX_IN_FOUR, 0);
        follows(Frames.ipv6(4, V4), V4_PACKET, TunnelType.FOUR_IN_SIX, 0);
        follows(Frames.ipv6(41, V6), V6_PACKET, TunnelType.IPIP, 0);
        byte[] options = Frames.extension(4, 8, V4);
        follows(Frames.ipv6(60, options), V4_PACKET, TunnelType.FOUR_IN_SIX, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, '', 0",
        "0x8000, 12340000, 0",
        "0x2000, 89abcdef, 0x89abcdef",
        "0x1000, 00000001, 0",
        "0xb000, 12340000 00000007 00000001, 7",
        "0x4000, 00000000 0002000401020304 00000000, 0",
        "0xe000, 00000000 00000007 00000000, 7"
    })
    void followsGreWithAnyOptionalFields(String flags, String fields, String id) {
        int bits = Integer.decode(flags);
        int key = Long.decode(id).intValue();
        follows(TunnelFrames.gre(bits, 0x0800, fields, V4), V4_PACKET, TunnelType.GRE, key);
        follows(TunnelFrames.gre(bits, 0x86dd, fields, V6), V6_PACKET, TunnelType.GRE, key);
    }

    @Test
    void followsEthernetMplsAndPppInGre() {
        follows(TunnelFrames.gre(0, 0x6558, "", FRAME), V4_PACKET, TunnelType.GRE, 0);
        byte[] mpls = TunnelFrames.mpls(V4, 16);
        follows(TunnelFrames.gre(0, 0x8847, "", mpls), V4_PACKET, TunnelType.GRE, 0);
        byte[] ppp = TunnelFrames.ppp(0x57, V6);
        follows(TunnelFrames.gre(0x2000, 0x880b, "00000005", ppp), V6_PACKET, TunnelType.GRE, 5);
    }

    @Test
    void recognizesNvgreByKeyAsOnlyField() {
        byte[] subnet = TunnelFrames.gre(0x2000, 0x6558, "001000 7f", FRAME);
        follows(subnet, V4_PACKET, TunnelType.NVGRE, 0x1000);
        byte[] small = TunnelFrames.gre(0x2000, 0x6558, "000fff 7f", FRAME);
        follows(small, V4_PACKET, TunnelType.GRE, 0x0fff7f);
        byte[] sequence = TunnelFrames.gre(0x3000, 0x6558, "001000 7f 00000001", FRAME);
        follows(sequence, V4_PACKET, TunnelType.GRE, 0x10007f);
    }

    @Test
    void followsEveryTypeOfErspan() {
        TunnelType erspan = TunnelType.ERSPAN;
        follows(TunnelFrames.gre(0, 0x88be, "", FRAME), V4_PACKET, erspan, 0);
        String two = "00000001 1064 fbff 00000000";
        follows(TunnelFrames.gre(0x1000, 0x88be, two, FRAME), V4_PACKET, erspan, 0x3ff);
        String three = "00000001 2064 0005 00000000 0000 ";
        follows(TunnelFrames.gre(0x1000, 0x22eb, three + "0000", FRAME), V4_PACKET, erspan, 5);
        String subheader = three + "0001 0000000000000000";
        follows(TunnelFrames.gre(0x1000, 0x22eb, subheader, FRAME), V4_PACKET, erspan, 5);
        follows(TunnelFrames.gre(0x1000, 0x22eb, three + "0800", V4), V4_PACKET, erspan, 5);
    }

    @Test
    void followsPptp() {
        byte[] ppp = TunnelFrames.ppp(0x21, V4);
        String length = "%04x".formatted(ppp.length);
        byte[] sequence = TunnelFrames.gre(0x3001, 0x880b, length + "c001 00000001", ppp);
        follows(sequence, V4_PACKET, TunnelType.PPTP, 0xc001);
        byte[] both = TunnelFrames.gre(0x3081, 0x880b, length + "c001 00000001 00000001", ppp);
        follows(both, V4_PACKET, TunnelType.PPTP, 0xc001);
    }

    @Test
    void keepsOuterFlowOfTunnelsWithoutIp() {
        byte[] none = {};
        staysOuter(TunnelFrames.gre(0x2081, 0x880b, "0000 c001 00000001", none), 47, 0);
        staysOuter(TunnelFrames.gre(0x3001, 0x880b, "0000 c001 00000001", none), 47, 0);
        byte[] compressed = TunnelFrames.ppp(0xfd, new byte[8]);
        staysOuter(TunnelFrames.gre(0x3001, 0x880b, "000c c001 00000001", compressed), 47, 0);
        staysOuter(TunnelFrames.gre(0, 0, "", none), 47, 0);
        staysOuter(TunnelFrames.gre(0, 0x00fe, "", V4), 47, 0);
        staysOuter(TunnelFrames.gre(2, 0x0800, "", V4), 47, 0);
        staysOuter(TunnelFrames.gre(0, 0x6558, "", Frames.ethernet(0x0806, V4)), 47, 0);
        staysOuter(TunnelFrames.outer4(97, Frames.join(Frames.hex("4000"), FRAME)), 97, 0);
    }

    @Test
    void countsInvalidTunnels() {
        staysOuter(TunnelFrames.outer4(4, new byte[40]), 4, 1);
        staysOuter(TunnelFrames.outer4(4, new byte[0]), 4, 1);
        staysOuter(TunnelFrames.gre(0, 0x0800, "", new byte[40]), 47, 1);
        staysOuter(TunnelFrames.gre(0x2000, 0x0800, "0000", new byte[0]), 47, 1);
        String routes = "00000000" + "0002 0000".repeat(8);
        staysOuter(TunnelFrames.gre(0x4000, 0x0800, routes, V4), 47, 1);
        staysOuter(TunnelFrames.outer4(41, TunnelFrames.cut(V6, 17)), 41, 1);
    }

    @Test
    void followsEoipOfMikrotik() {
        for (byte[] frame :
                new byte[][] {
                    FRAME, Frames.tagged(0x8100, 0, FRAME), Frames.ethernet(0x86dd, V6)
                }) {
            String header = "%04x 0701".formatted(frame.length);
            byte[] padded = Frames.join(frame, new byte[9]);
            Packet inner = frame.length == V6.length + 14 ? V6_PACKET : V4_PACKET;
            follows(TunnelFrames.gre(0x2001, 0x6400, header, frame), inner, TunnelType.EOIP, 263);
            follows(TunnelFrames.gre(0x2001, 0x6400, header, padded), inner, TunnelType.EOIP, 263);
        }
        staysOuter(TunnelFrames.gre(0x2001, 0x6400, "0000 0700", new byte[0]), 47, 0);
        staysOuter(TunnelFrames.gre(0x0001, 0x6400, "0032 0700", FRAME), 47, 0);
    }

    @Test
    void followsEtherIpAndMplsInIp() {
        byte[] etherip = Frames.join(Frames.hex("3000"), FRAME);
        follows(TunnelFrames.outer4(97, etherip), V4_PACKET, TunnelType.ETHERIP, 0);
        byte[] numbered = Frames.join(Frames.hex("3abc"), FRAME);
        follows(TunnelFrames.outer4(97, numbered), V4_PACKET, TunnelType.EOIP, 0xabc);
        byte[] mpls = TunnelFrames.mpls(V6, 16, 1048575);
        follows(TunnelFrames.outer4(137, mpls), V6_PACKET, TunnelType.MPLS, 1048575);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 24})
    void skipsAuthenticationHeaderOfIpv4(int length) {
        byte[] udp = Frames.authentication(17, length, Frames.ports(1234, 53, 8));
        assertThat(Decoding.raw(Frames.ipv4(51, udp)))
                .isEqualTo(new Packet(1234, 53, 17, 0, 0, 36 + length));
        byte[] inner = Frames.authentication(4, length, V4);
        follows(TunnelFrames.outer4(51, inner), V4_PACKET, TunnelType.IPIP, 0);
        byte[] cut = TunnelFrames.cut(Frames.ipv4(51, udp), 16 + length - 7);
        assertThat(Decoding.raw(cut).protocol()).isEqualTo(51);
    }

    @Test
    void keepsOuterFlowOfLaterFragments() {
        byte[] fragment = Frames.ipv4(4, 0x2001, new byte[0], V4);
        staysOuter(fragment, 4, 0);
        byte[] v6 = Frames.ipv6(44, Frames.fragment(41, 1480, false, V6));
        staysOuter(v6, 41, 0);
    }

    @Test
    void followsTunnelInFirstFragmentWithPartOfInnerPacket() {
        byte[] inner = Frames.ipv4(17, Frames.ports(1234, 53, 1000));
        byte[] first = Frames.ipv4(4, 0x2000, new byte[0], TunnelFrames.cut(inner, 500));
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.RAW, first);
        assertThat(decoded.packet()).isEqualTo(new Packet(1234, 53, 17, 0, 0, 1028));
        assertThat(decoded.type()).isEqualTo(TunnelType.IPIP);
    }

    @Test
    void ignoresPacketsQuotedByIcmpErrors() {
        byte[] quote = Frames.join(Frames.icmp(3, 1), TunnelFrames.outer4(4, V4));
        assertThat(Decoding.raw(Frames.ipv4(1, quote)).protocol()).isEqualTo(1);
    }

    @Test
    void usesFirstIpHeaderWithoutDecapsulation() {
        DecodeSettings settings =
                new DecodeSettings(false, List.of(), false, DecodeSettings.Connections.DEFAULT);
        byte[] packet = TunnelFrames.nested(2, V4);
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.RAW, packet, settings);
        assertThat(decoded.packet()).isEqualTo(new Packet(0, 0, 4, 0, 0, 76));
        assertThat(decoded.type()).isEqualTo(TunnelType.NONE);
    }
}
