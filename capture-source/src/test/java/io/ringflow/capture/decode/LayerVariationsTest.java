package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;
import static io.ringflow.capture.decode.Layers.CHECK_VALUE;
import static io.ringflow.capture.decode.Layers.LAYERS;
import static io.ringflow.capture.decode.Layers.SURROUNDINGS;
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
