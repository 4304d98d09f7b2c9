package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;
import static io.ringflow.capture.decode.TagFrames.around;
import static io.ringflow.capture.decode.TagFrames.tag;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every layer between Ethernet and IP, in every surrounding. */
class LayerVariationsTest {

    private static final byte[] V4 =
            TagFrames.withChecksum(Frames.ipv4(17, Frames.ports(1234, 53, 90)));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 90));
    private static final byte[] CHECK_VALUE = new byte[16];

    private static final Map<String, UnaryOperator<byte[]>> LAYERS = new TreeMap<>();

    static {
        LAYERS.put("none", frame -> frame);
        Map.ofEntries(
                        Map.entry("VN-Tag", "8926 00148001"),
                        Map.entry("E-Tag", "893f 000010010000"),
                        Map.entry("Cisco timestamp", "8988 000000001234"),
                        Map.entry("Arista TAI 64", "d28b 0001 0010 0000000100000002"),
                        Map.entry("Arista TAI 48", "d28b 0001 0020 000100000002"),
                        Map.entry("Arista UTC 64", "d28b 0001 0111 0000000100000002"),
                        Map.entry("Arista UTC 48", "d28b 0001 0121 000100000002"),
                        Map.entry("802.1CB", "f1c1 0000 0007"),
                        Map.entry("HSR", "892f 00400001"),
                        Map.entry("metadata", "8909 0101 00010064"),
                        Map.entry("metadata, 3 options", "8909 0103 00010064 00020001 00030001"),
                        Map.entry("MACsec", "88e5 0000 00000001"),
                        Map.entry("MACsec, SCI", "88e5 2000 00000001 0200000000010001"),
                        Map.entry("802.1Q", "8100 0064"),
                        Map.entry("802.1ad", "88a8 0064"),
                        Map.entry("TPID 0x9100", "9100 0064"),
                        Map.entry("TPID 0x9200", "9200 0064"),
                        Map.entry("TPID 0x9300", "9300 0064"),
                        Map.entry("priority", "8100 a000"))
                .forEach((name, tag) -> LAYERS.put(name, frame -> tag(tag, frame)));
        LAYERS.put("MACsec, ICV", frame -> join(tag("88e5 0000 00000001", frame), CHECK_VALUE));
        LAYERS.put("FabricPath", frame -> around("8903 0041", frame));
        LAYERS.put("TRILL", frame -> around("22f3 003f 0001 0002", frame));
        LAYERS.put("backbone", frame -> TagFrames.backbone(0x61abcdef, frame));
        LAYERS.put("NSH", frame -> Frames.ethernet(0x894f, TagFrames.nsh(3, frame)));
        LAYERS.put("pseudowire", frame -> labelled(frame));
        LAYERS.put("pseudowire, control word", frame -> labelled(join(new byte[4], frame)));
        LAYERS.put("pseudowire, sequence", frame -> labelled(join(hex("00000007"), frame)));
        LAYERS.put("EoIP", LayerVariationsTest::eoip);
        LAYERS.put("EtherIP", frame -> in4(TunnelFrames.outer4(97, join(hex("3000"), frame))));
    }

    private static final Map<String, UnaryOperator<byte[]>> SURROUNDINGS = new TreeMap<>();

    static {
        SURROUNDINGS.put("alone", frame -> frame);
        SURROUNDINGS.put("in a VLAN", frame -> tag("8100 0007", frame));
        SURROUNDINGS.put("in a VLAN in a VLAN", frame -> tag("88a8 0008", tag("8100 0007", frame)));
        SURROUNDINGS.put("behind a priority tag", frame -> tag("8100 e000", frame));
        SURROUNDINGS.put("behind a VN-Tag", frame -> tag("8926 00148001", frame));
        SURROUNDINGS.put("in VXLAN", frame -> in4(TunnelFrames.vxlan(5, frame)));
        SURROUNDINGS.put("in GENEVE", frame -> in4(TunnelFrames.geneve(8, 0x6558, 5, frame)));
        SURROUNDINGS.put("in GRE", frame -> in4(TunnelFrames.gre(0, 0x6558, "", frame)));
        SURROUNDINGS.put("in a backbone", frame -> TagFrames.backbone(7, frame));
        SURROUNDINGS.put(
                "in MPLS over UDP",
                frame -> in4(TunnelFrames.udp4(9, 6635, TunnelFrames.mpls(frame, 16))));
    }

    private static byte[] in4(byte[] packet) {
        return Frames.ethernet(0x0800, packet);
    }

    private static byte[] labelled(byte[] payload) {
        return Frames.ethernet(0x8847, TunnelFrames.mpls(payload, 1000, 16));
    }

    private static byte[] eoip(byte[] frame) {
        return in4(TunnelFrames.gre(0x2001, 0x6400, "%04x 0700".formatted(frame.length), frame));
    }

    static List<String> layers() {
        return List.copyOf(LAYERS.keySet());
    }

    private static byte[] frame(byte[] ip) {
        return Frames.ethernet(ip == V4 ? 0x0800 : 0x86dd, ip);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void followsLayerInAnySurrounding(String layer) {
        SURROUNDINGS.forEach(
                (surrounding, around) -> {
                    for (byte[] ip : new byte[][] {V4, V6}) {
                        byte[] whole = around.apply(LAYERS.get(layer).apply(frame(ip)));
                        assertDecoded(whole, whole.length, ip.length, surrounding);
                        byte[] tagged =
                                around.apply(LAYERS.get(layer).apply(tag("8100 0009", frame(ip))));
                        assertDecoded(tagged, tagged.length, ip.length, surrounding + ", tagged");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("layers")
    void followsLayerInFramesCutBySnapLength(String layer) {
        for (byte[] ip : new byte[][] {V4, V6}) {
            byte[] whole = LAYERS.get(layer).apply(frame(ip));
            int trailer = layer.endsWith("ICV") ? CHECK_VALUE.length : 0;
            for (int kept = ip == V4 ? 28 : 48; kept < ip.length; kept += 11) {
                byte[] cut = Arrays.copyOf(whole, whole.length - trailer - ip.length + kept);
                assertDecoded(cut, whole.length, ip.length, kept + " bytes of IP");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void followsLayerSeveralTimesInOneFrame(String layer) {
        UnaryOperator<byte[]> twice =
                frame -> LAYERS.get(layer).apply(LAYERS.get(layer).apply(frame));
        for (byte[] ip : new byte[][] {V4, V6}) {
            byte[] whole = twice.apply(frame(ip));
            assertDecoded(whole, whole.length, ip.length, "twice");
            byte[] padded = join(whole, new byte[9]);
            assertDecoded(padded, padded.length, ip.length, "twice, with a trailer");
        }
    }

    private static void assertDecoded(byte[] frame, int wireLength, int bytes, String what) {
        PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, frame, wireLength, -1, 0);
        assertThat(batch.size).as(what).isEqualTo(1);
        Packet packet = Decoding.only(batch);
        assertThat(packet.srcPort()).as(what).isEqualTo(1234);
        assertThat(packet.bytes()).as(what).isEqualTo(bytes);
        assertThat(batch.anomalies).as(what).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void joinsFragmentsInLayer(String layer) {
        byte[] first = Frames.ipv4(17, 0x2000, new byte[0], Frames.ports(1234, 53, 72));
        byte[] rest = Frames.ipv4(17, 10, new byte[0], new byte[80]);
        FrameFeed feed = new FrameFeed();
        for (byte[] fragment : List.of(rest, first)) {
            byte[] whole = TagFrames.withChecksum(fragment);
            feed.frame(1, LAYERS.get(layer).apply(Frames.ethernet(0x0800, whole)));
        }
        assertThat(feed.end().lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("1.0 17 1234>53 100 bytes"));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void limitsTotalLengthInLayer(String layer) {
        byte[] lying = V4.clone();
        ByteBuffer.wrap(lying).putShort(2, (short) 5000);
        byte[] v4 = TagFrames.withChecksum(lying);
        byte[] v6 = V6.clone();
        ByteBuffer.wrap(v6).putShort(4, (short) 5000);
        for (byte[] ip : new byte[][] {v4, v6}) {
            byte[] frame = Frames.ethernet(ip == v4 ? 0x0800 : 0x86dd, ip);
            byte[] whole = LAYERS.get(layer).apply(frame);
            PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, whole, whole.length, -1, 0);
            assertThat(batch.size).isEqualTo(1);
            assertThat(batch.ipBytes[0]).isLessThanOrEqualTo(whole.length - 14);
            boolean tunnel = layer.startsWith("E") && layer.contains("IP");
            Anomaly anomaly = tunnel ? Anomaly.TUNNEL_NOT_FOLLOWED : Anomaly.LENGTH_BEYOND_FRAME;
            assertThat(batch.anomalies[anomaly.ordinal()]).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void reportsTypeOfPayloadInLayer(String layer) {
        byte[] lldp = LAYERS.get(layer).apply(Frames.ethernet(0x88cc, new byte[46]));
        PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, lldp, lldp.length, -1, 0);
        boolean tunnel = layer.startsWith("E") && layer.contains("IP");
        if (tunnel) {
            assertThat(batch.undecodedTypes.texts()).isEmpty();
            assertThat(batch.size).isEqualTo(1);
        } else if (layer.equals("pseudowire")) {
            // An address that starts with 0 and an unknown type look like a control word.
            assertThat(batch.undecodedTypes.texts()).hasSize(1);
        } else {
            assertThat(batch.undecodedTypes.texts()).isEqualTo(Map.of("ethertype 0x88cc", 1L));
        }
    }

    static List<String> surroundings() {
        return List.copyOf(SURROUNDINGS.keySet());
    }

    private static PacketBatch decoded(String surrounding, byte[] v6, int cut) {
        byte[] whole = SURROUNDINGS.get(surrounding).apply(Frames.ethernet(0x86dd, v6));
        byte[] captured = TunnelFrames.cut(whole, cut);
        return Decoding.decode(LinkTypes.ETHERNET, captured, whole.length, -1, 0);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void keepsAddressesIfExtensionHeaderIsCutOff(String surrounding) {
        byte[] udp = Frames.ports(1234, 53, 90);
        for (int header : new int[] {0, 43, 44, 51, 60}) {
            byte[] v6 = Frames.ipv6(header, Frames.extension(17, 24, udp));
            for (int kept : new int[] {40, 41, 47}) {
                PacketBatch batch = decoded(surrounding, v6, v6.length - kept);
                assertThat(Decoding.only(batch).protocol()).isEqualTo(header);
                assertThat(batch.ipBytes[0]).isEqualTo(v6.length);
                assertThat(batch.srcLow[0]).isEqualTo(Frames.SRC_LOW);
                assertThat(batch.anomalies[Anomaly.HEADER_CUT.ordinal()]).isEqualTo(1);
            }
            // The protocol after the header is known, but no port.
            int most = header == 44 ? 0 : 63;
            for (int kept = 48; kept < most; kept += 7) {
                PacketBatch batch = decoded(surrounding, v6, v6.length - kept);
                assertThat(Decoding.only(batch).protocol()).isEqualTo(17);
                assertThat(Decoding.only(batch).srcPort()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void takesPayloadLengthZeroAsNoPayload(String surrounding) {
        for (int next : new int[] {6, 17, 59, 0, 60}) {
            byte[] v6 = Frames.ipv6(next, new byte[0]);
            byte[] padded = join(v6, new byte[next == 59 ? 6 : 20]);
            assertThat(Decoding.only(decoded(surrounding, padded, 0)).bytes()).isEqualTo(40);
        }
        byte[] options = hex("1100 010400000000");
        byte[] noJumbo = Frames.ipv6(0, join(options, Frames.ports(1234, 53, 90)));
        noJumbo[4] = 0;
        noJumbo[5] = 0;
        assertThat(Decoding.only(decoded(surrounding, noJumbo, 0)).bytes()).isEqualTo(40);
        byte[] jumbo = noJumbo.clone();
        System.arraycopy(hex("c204 0000006a"), 0, jumbo, 42, 6);
        assertThat(Decoding.only(decoded(surrounding, jumbo, 0)).bytes()).isEqualTo(146);
        assertThat(Decoding.only(decoded(surrounding, jumbo, 0)).srcPort()).isEqualTo(1234);
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void separatesDatagramsThatUseIdentificationAgain(String surrounding) {
        FrameFeed feed = new FrameFeed();
        for (int port = 1; port <= 4; port++) {
            byte[] first = Frames.ipv4(17, 0x2000, new byte[0], Frames.ports(port, 53, 72));
            byte[] rest = Frames.ipv4(17, 10, new byte[0], new byte[80]);
            boolean inOrder = port % 2 == 1;
            for (byte[] part : inOrder ? List.of(first, rest) : List.of(rest, first)) {
                byte[] frame = Frames.ethernet(0x0800, TagFrames.withChecksum(part));
                feed.frame(1 + port / 10.0, SURROUNDINGS.get(surrounding).apply(frame));
            }
        }
        assertThat(feed.end().lines)
                .extracting(line -> line.split(" ")[2])
                .containsExactly("1>53", "1>53", "2>53", "2>53", "3>53", "3>53", "4>53", "4>53");
        assertThat(feed.count(Anomaly.FRAGMENT_OVERLAP)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "88e5 0000 00000001",
                "88e5 2000 00000001 0200000000010001",
                "88e5 4000 00000001",
                "88e5 1000 00000001"
            })
    void leavesOutCheckValueOfMacsec(String tag) {
        byte[] v4 = V4.clone();
        ByteBuffer.wrap(v4).putShort(2, (short) 0);
        byte[] longer = V4.clone();
        ByteBuffer.wrap(longer).putShort(2, (short) 1500);
        byte[] longer6 = V6.clone();
        ByteBuffer.wrap(longer6).putShort(4, (short) 1500);
        for (byte[] ip : List.of(v4, longer, longer6)) {
            byte[] frame = Frames.ethernet(ip[0] >>> 4 == 4 ? 0x0800 : 0x86dd, ip);
            byte[] signed = join(tag(tag, frame), CHECK_VALUE);
            assertThat(Decoding.ethernet(signed).bytes()).isEqualTo(ip.length);
        }
    }

    @Test
    void countsVersionsOfAristaHeaderThatAreUnknown() {
        for (String tag :
                new String[] {
                    "d28b 0002 0010 0000000100000002",
                    "d28b 0001 0030 0000000100000002",
                    "d28b 0001 0000 0000000100000002"
                }) {
            byte[] frame = tag(tag, frame(V4));
            assertThat(Decoding.reason(LinkTypes.ETHERNET, frame)).isEqualTo(Undecoded.NOT_IP);
            PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, frame, frame.length, -1, 0);
            assertThat(batch.undecodedTypes.texts()).isEqualTo(Map.of("ethertype 0xd28b", 1L));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0180c2000000 020000000001 0026 424203 00",
                "01000ccccccc 020000000001 0026 aaaa03 00000c2000",
                "0180c2000014 020000000001 0026 fefe03 83"
            })
    void followsPseudowiresWithLengthInPlaceOfType(String start) {
        byte[] frame = Arrays.copyOf(hex(start), 64);
        byte[] bare = Frames.ethernet(0x8847, TunnelFrames.mpls(frame, 16));
        byte[] control = Frames.ethernet(0x8847, TunnelFrames.mpls(join(new byte[4], frame), 16));
        Map<String, Long> types = types(frame);
        assertThat(types).hasSize(1);
        assertThat(types(bare)).isEqualTo(types);
        assertThat(types(control)).isEqualTo(types);
    }

    private static Map<String, Long> types(byte[] frame) {
        return Decoding.decode(LinkTypes.ETHERNET, frame, frame.length, -1, 0)
                .undecodedTypes
                .texts();
    }
}
