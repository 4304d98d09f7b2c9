package io.ringflow.capture.decode;

import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.GoldenBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What becomes of every kind of frame that a snap length cuts, wherever it does: the packet, or the
 * reason why there is none. The outcomes are a file among the golden bytes that people can read: a
 * change of the decoder that moves a boundary by a byte shows there.
 */
class CutFramesTest {

    private static final byte[] V4 =
            TagFrames.withChecksum(Frames.ipv4(17, Frames.ports(1234, 53, 10)));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 10));

    private static final int[] LINK_TYPES = {
        LinkTypes.NULL,
        LinkTypes.PPP,
        LinkTypes.FDDI,
        LinkTypes.PPP_HDLC,
        LinkTypes.RAW,
        LinkTypes.CISCO_HDLC,
        LinkTypes.IEEE802_11,
        LinkTypes.FRAME_RELAY,
        LinkTypes.LINUX_SLL,
        LinkTypes.IEEE802_11_RADIOTAP,
        LinkTypes.PPI,
        LinkTypes.NFLOG,
        LinkTypes.LINUX_SLL2
    };

    /** A frame and its link type. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Sample(int linkType, byte[] frame) {}

    private static Map<String, Sample> samples() {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (int linkType : LINK_TYPES) {
            add(samples, "link type " + linkType + " with IPv4", linkType, V4);
            add(samples, "link type " + linkType + " with IPv6", linkType, V6);
        }
        for (Map.Entry<String, UnaryOperator<byte[]>> layer : Layers.LAYERS.entrySet()) {
            byte[] frame = layer.getValue().apply(Frames.ethernet(0x0800, V4));
            samples.put("layer " + layer.getKey(), new Sample(LinkTypes.ETHERNET, frame));
        }
        List<byte[]> packets = FrameSeeds.packets();
        for (int i = 0; i < packets.size(); i++) {
            samples.put("packet " + i, new Sample(LinkTypes.RAW, packets.get(i)));
        }
        return samples;
    }

    private static void add(Map<String, Sample> samples, String name, int linkType, byte[] ip) {
        List<byte[]> frames = LinkFrames.of(linkType, ip);
        for (int i = 0; i < frames.size(); i++) {
            samples.put(name + ", form " + i, new Sample(linkType, frames.get(i)));
        }
    }

    @Test
    void givesThePacketOrTheReasonWhereverAFrameIsCut() throws IOException {
        StringBuilder text = new StringBuilder();
        samples().forEach((name, sample) -> describe(name, sample, text));
        GoldenBytes.checkText("cut-frames.txt", text.toString());
    }

    /** Writes the outcome by the number of bytes kept, equal ones in one line. */
    private static void describe(String name, Sample sample, StringBuilder text) {
        text.append(name).append('\n');
        int first = 0;
        int all = sample.frame.length;
        for (int kept = 1; kept <= all + 1; kept++) {
            String before = cut(sample, first);
            if (kept > all || !cut(sample, kept).equals(before)) {
                text.append("  %d-%d %s\n".formatted(first, kept - 1, before));
                first = kept;
            }
        }
    }

    private static String cut(Sample sample, int kept) {
        byte[] frame = Arrays.copyOf(sample.frame, kept);
        return outcome(
                Decoding.decode(sample.linkType, frame, sample.frame.length, Frame.NO_VLAN, 0));
    }

    private static String outcome(PacketBatch batch) {
        List<String> words = new ArrayList<>();
        for (Undecoded reason : Undecoded.values()) {
            add(words, batch.undecoded[reason.ordinal()], reason.text());
        }
        batch.undecodedTypes.texts().forEach((type, count) -> words.add(type));
        IntStream.range(0, batch.size).forEach(row -> words.add(packet(batch, row)));
        for (Anomaly anomaly : Anomaly.values()) {
            add(words, batch.anomalies[anomaly.ordinal()], anomaly.text());
        }
        return String.join(", ", words);
    }

    private static void add(List<String> words, int count, String word) {
        if (count > 0) {
            words.add(word);
        }
    }

    private static String packet(PacketBatch batch, int row) {
        long bits = batch.bits[row];
        return "protocol %d, %d to %d, %d bytes, flags %02x, vlan %04x"
                .formatted(
                        PacketBits.protocol(bits),
                        PacketBits.srcPort(bits),
                        PacketBits.dstPort(bits),
                        batch.ipBytes[row],
                        PacketBits.flags(bits),
                        PacketBits.vlan(bits));
    }
}
