package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.TagFrames.around;
import static io.ringflow.capture.decode.TagFrames.tag;
import static io.ringflow.capture.packet.PacketBits.VLAN_PRESENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.Decoding.Tunnelled;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.TunnelType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags between Ethernet and IP, single and in any order. */
class EtherTagsTest {

    private static final byte[] V4 = Frames.ipv4(17, Frames.ports(1234, 53, 10));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 10));
    private static final byte[] FRAME = Frames.ethernet(0x0800, V4);

    private static int vlan(byte[] frame) {
        return Decoding.ethernet(frame).vlan();
    }

    @Test
    void followsTagsInAnyOrder() {
        Random random = new Random(1);
        for (byte[] ip : new byte[][] {V4, V6}) {
            byte[] frame = Frames.ethernet(ip == V4 ? 0x0800 : 0x86dd, ip);
            assertThat(TagFrames.all(frame, random))
                    .allSatisfy(
                            tagged -> {
                                Packet packet = Decoding.ethernet(tagged);
                                assertThat(packet.srcPort()).isEqualTo(1234);
                                assertThat(packet.bytes()).isEqualTo(ip.length);
                                assertThat(packet.vlan()).isEqualTo(outermostVlan(tagged));
                            });
        }
    }

    /** The first VLAN tag that has an id, found by the TPIDs of the tags. */
    private static int outermostVlan(byte[] frame) {
        String hex = HexFormat.of().formatHex(frame).substring(24);
        while (true) {
            String type = hex.substring(0, 4);
            int length =
                    switch (type) {
                        case "0800", "86dd" -> 0;
                        case "8926", "892f" -> 6;
                        case "893f", "8988" -> 8;
                        case "8909" -> 4 + 4 * Integer.parseInt(hex.substring(6, 8), 16);
                        case "88e5" -> hex.startsWith("20", 4) ? 16 : 8;
                        default -> 4;
                    };
            if (length == 0) {
                return 0;
            }
            int id = Integer.parseInt(hex.substring(5, 8), 16);
            if (length == 4 && id != 0) {
                return VLAN_PRESENT | id;
            }
            hex = hex.substring(2 * length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8100 e000", "88a8 a000", "9100 0000"})
    void ignoresPriorityTags(String priority) {
        assertThat(vlan(tag(priority, FRAME))).isZero();
        assertThat(vlan(tag(priority, tag("8100 0064", FRAME)))).isEqualTo(VLAN_PRESENT | 100);
        assertThat(vlan(tag("8926 00148001", tag("8100 0064", tag(priority, FRAME)))))
                .isEqualTo(VLAN_PRESENT | 100);
    }

    @Test
    void ignoresPriorityTagRemovedByKernel() {
        PacketBatch alone = Decoding.decode(LinkTypes.ETHERNET, FRAME, FRAME.length, 0xe000, 0);
        assertThat(Decoding.only(alone).vlan()).isZero();
        byte[] tagged = tag("8100 00c8", FRAME);
        PacketBatch both = Decoding.decode(LinkTypes.ETHERNET, tagged, tagged.length, 0xe000, 0);
        assertThat(Decoding.only(both).vlan()).isEqualTo(VLAN_PRESENT | 200);
    }

    @Test
    void followsFabricPathAndTrill() {
        for (String tag :
                new String[] {
                    "8903 0041", "22f3 003f 0001 0002", "22f3 00bf 0001 0002 00000000 00000000"
                }) {
            assertThat(Decoding.ethernet(around(tag, FRAME)).srcPort()).isEqualTo(1234);
            assertThat(vlan(around(tag, tag("8100 0007", FRAME)))).isEqualTo(VLAN_PRESENT | 7);
            assertThat(vlan(tag("8100 0008", around(tag, tag("8100 0007", FRAME)))))
                    .isEqualTo(VLAN_PRESENT | 8);
        }
    }

    @Test
    void followsProviderBackbones() {
        Tunnelled plain = backbone(TagFrames.backbone(16, FRAME));
        assertThat(plain.id()).isEqualTo(16);
        assertThat(plain.packet().vlan()).isZero();
        assertThat(backbone(TagFrames.backbone(0x61abcdef, FRAME)).id()).isEqualTo(0xabcdef);
        Tunnelled inner = backbone(TagFrames.backbone(1, tag("8100 0007", FRAME)));
        assertThat(inner.packet().vlan()).isEqualTo(VLAN_PRESENT | 7);
        Tunnelled both = backbone(tag("88a8 0009", TagFrames.backbone(1, tag("88a8 0007", FRAME))));
        assertThat(both.packet().vlan()).isEqualTo(VLAN_PRESENT | 9);
    }

    private static Tunnelled backbone(byte[] frame) {
        Tunnelled decoded = Decoding.tunnelled(LinkTypes.ETHERNET, frame);
        assertThat(decoded.packet().srcPort()).isEqualTo(1234);
        assertThat(decoded.type()).isEqualTo(TunnelType.BACKBONE);
        return decoded;
    }

    @Test
    void followsServiceHeaders() {
        byte[] mpls = TunnelFrames.mpls(V4, 16);
        byte[][] payloads = {V4, V6, FRAME, TagFrames.nsh(3, FRAME), mpls};
        for (int protocol = 1; protocol <= payloads.length; protocol++) {
            byte[] nsh = TagFrames.nsh(protocol, payloads[protocol - 1]);
            assertThat(Decoding.ethernet(Frames.ethernet(0x894f, nsh)).srcPort()).isEqualTo(1234);
            byte[] tagged = tag("8100 0007", Frames.ethernet(0x894f, nsh));
            assertThat(vlan(tagged)).isEqualTo(VLAN_PRESENT | 7);
            byte[] gre = TunnelFrames.gre(0, 0x894f, "", nsh);
            assertThat(Decoding.raw(gre).srcPort()).isEqualTo(1234);
            byte[] vxlan = TunnelFrames.udp4(9, 4790, Frames.join(gpe(4), nsh));
            assertThat(Decoding.raw(vxlan).srcPort()).isEqualTo(1234);
        }
    }

    private static byte[] gpe(int protocol) {
        return Frames.hex("0c0000 %02x 00000700".formatted(protocol));
    }

    @Test
    void followsEveryProtocolInVxlanGpe() {
        byte[][] payloads = {V4, V6, FRAME};
        for (int protocol = 1; protocol <= 3; protocol++) {
            byte[] vxlan = Frames.join(gpe(protocol), payloads[protocol - 1]);
            Tunnelled decoded =
                    Decoding.tunnelled(LinkTypes.RAW, TunnelFrames.udp4(9, 4790, vxlan));
            assertThat(decoded.packet().srcPort()).isEqualTo(1234);
            assertThat(decoded.type()).isEqualTo(TunnelType.VXLAN);
            assertThat(decoded.id()).isEqualTo(7);
        }
        byte[] withoutProtocol = Frames.join(Frames.hex("08000000 00000700"), FRAME);
        byte[] packet = TunnelFrames.udp4(9, 4790, withoutProtocol);
        assertThat(Decoding.raw(packet).srcPort()).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "88e5 0000 00000001",
                "88e5 0200 00000001",
                "88e5 2000 00000001 0200000000010001",
                "88e5 4000 00000001"
            })
    void followsUnencryptedMacsec(String tag) {
        byte[] signed = Frames.join(tag(tag, FRAME), new byte[16]);
        assertThat(Decoding.ethernet(signed)).isEqualTo(new Packet(1234, 53, 17, 0, 0, 38));
    }

    @Test
    void followsShortFramesOfMacsec() {
        byte[] shortV4 = Frames.ipv4(17, Frames.ports(1234, 53, 0));
        byte[] frame = tag("88e5 001e 00000001", Frames.ethernet(0x0800, shortV4));
        assertThat(Decoding.ethernet(Frames.join(frame, new byte[32])).bytes()).isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "88e5 0c00 00000001",
                "88e5 2c00 00000001 0200000000010001",
                "88e5 0800 00000001",
                "88e5 0400 00000001"
            })
    void countsEncryptedMacsec(String tag) {
        assertThat(Decoding.reason(LinkTypes.ETHERNET, tag(tag, FRAME)))
                .isEqualTo(Undecoded.ENCRYPTED);
        assertThat(types(LinkTypes.ETHERNET, tag(tag, FRAME)))
                .isEqualTo(Map.of("ethertype 0x88e5", 1L));
    }

    @Test
    void countsCutOffTags() {
        for (byte[] tagged : TagFrames.all(FRAME, new Random(2))) {
            int ip = tagged.length - V4.length;
            for (int length = 14; length < ip; length++) {
                byte[] cut = Arrays.copyOf(tagged, length);
                assertThat(Decoding.reason(LinkTypes.ETHERNET, cut))
                        .isEqualTo(Undecoded.SHORT_LINK_HEADER);
            }
        }
    }

    @Test
    void countsTooManyTags() {
        byte[] tagged = FRAME;
        for (int i = 0; i < HeaderCursor.MAX_HEADERS; i++) {
            tagged = tag("893f 000010010000", tagged);
        }
        assertThat(Decoding.reason(LinkTypes.ETHERNET, tagged))
                .isEqualTo(Undecoded.TOO_MANY_HEADERS);
    }

    @ParameterizedTest
    @CsvSource({
        "0x88cc, ethertype 0x88cc",
        "0x0806, ethertype 0x0806",
        "0x8137, ethertype 0x8137",
        "0x88f7, ethertype 0x88f7"
    })
    void reportsEthertypeOfFramesWithoutIp(String type, String text) {
        byte[] frame = Frames.ethernet(Integer.decode(type), new byte[46]);
        assertThat(types(LinkTypes.ETHERNET, frame)).isEqualTo(Map.of(text, 1L));
        assertThat(types(LinkTypes.ETHERNET, tag("8100 0064", frame))).isEqualTo(Map.of(text, 1L));
    }

    @Test
    void reportsOtherTypesOfFramesWithoutIp() {
        int ethernet = LinkTypes.ETHERNET;
        byte[] spanningTree = TunnelFrames.ethernet8023(Frames.hex("424203" + "00".repeat(35)));
        assertThat(types(ethernet, spanningTree)).isEqualTo(Map.of("llc 0x4242", 1L));
        byte[] cdp = TunnelFrames.ethernet8023(TunnelFrames.snap("00000c", 0x2000, new byte[9]));
        assertThat(types(ethernet, cdp)).isEqualTo(Map.of("snap 0x00000c2000", 1L));
        assertThat(types(LinkTypes.PPP, TunnelFrames.ppp(0xc021, new byte[8])))
                .isEqualTo(Map.of("ppp 0xc021", 1L));
        assertThat(types(ethernet, Frames.ethernet(0x894f, TagFrames.nsh(9, V4))))
                .isEqualTo(Map.of("nsh 9", 1L));
        assertThat(types(147, V4)).isEqualTo(Map.of("link-type 147", 1L));
        assertThat(types(ethernet, FRAME)).isEmpty();
    }

    private static Map<String, Long> types(int linkType, byte[] frame) {
        return Decoding.decode(linkType, frame, frame.length, Frame.NO_VLAN, 0)
                .undecodedTypes
                .texts();
    }

    @Test
    void forgetsTypeOfPreviousFrame() {
        FrameDecoder decoder = new FrameDecoder(DecodeSettings.DEFAULT);
        byte[] lldp = Frames.ethernet(0x88cc, new byte[46]);
        byte[] cut = new byte[13];
        assertThat(Decoding.decode(decoder, LinkTypes.ETHERNET, lldp, 60, -1, 0).undecodedTypes)
                .satisfies(types -> assertThat(types.type(0)).isEqualTo(lldp()));
        assertThat(Decoding.decode(decoder, LinkTypes.ETHERNET, cut, 13, -1, 0).undecodedTypes)
                .satisfies(types -> assertThat(types.size()).isZero());
    }

    private static long lldp() {
        return UnknownType.ETHERTYPE.pack(0x88cc);
    }
}
