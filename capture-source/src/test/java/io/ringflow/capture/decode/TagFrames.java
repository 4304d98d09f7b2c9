package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Adds tags to Ethernet frames, mostly tags other than those of VLANs. */
final class TagFrames {

    private static final String BRIDGES = "0200000000b1 0200000000b2";

    /** VLAN tags, priority tags, and every other tag that is followed by an ethertype. */
    private static final List<String> TAGS =
            List.of(
                    "8100 0064",
                    "88a8 0065",
                    "9100 0066",
                    "9200 0067",
                    "9300 0068",
                    "8100 e000",
                    "8926 00148001",
                    "893f 000010010000",
                    "8988 000000001234",
                    "892f 00400001",
                    "8909 0101 00010064",
                    "8909 0102 00010064 00020001",
                    "88e5 0000 00000001",
                    "88e5 2000 00000001 0200000000010001");

    private TagFrames() {}

    /** Adds a tag, including its ethertype, to an Ethernet frame, outside all other tags. */
    static byte[] tag(String tag, byte[] frame) {
        return join(
                Arrays.copyOf(frame, 12), hex(tag), Arrays.copyOfRange(frame, 12, frame.length));
    }

    /** A frame in another frame: backbone, FabricPath, TRILL, or NSH with Ethernet inside. */
    static byte[] around(String tag, byte[] frame) {
        return join(hex(BRIDGES + tag), frame);
    }

    static byte[] backbone(int service, byte[] frame) {
        return around("88e7 %08x".formatted(service), frame);
    }

    static byte[] nsh(int protocol, byte[] payload) {
        return join(hex("0fc6 01 %02x 000001ff".formatted(protocol) + "00".repeat(16)), payload);
    }

    /** A copy of an IPv4 packet with a valid header checksum. */
    static byte[] withChecksum(byte[] packet) {
        byte[] summed = packet.clone();
        ByteBuffer words = ByteBuffer.wrap(summed).putShort(10, (short) 0);
        int sum = 0;
        for (int i = 0; i < (packet[0] & 0xf) * 4; i += 2) {
            sum += words.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        words.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return summed;
    }

    /** The frame with every single tag, and with random chains of up to six tags. */
    static List<byte[]> all(byte[] frame, Random random) {
        return Stream.concat(
                        TAGS.stream().map(tag -> tag(tag, frame)),
                        random.ints(64, 1, 7).mapToObj(length -> chain(frame, length, random)))
                .toList();
    }

    private static byte[] chain(byte[] frame, int length, Random random) {
        byte[] tagged = frame;
        for (int i = 0; i < length; i++) {
            tagged = tag(TAGS.get(random.nextInt(TAGS.size())), tagged);
        }
        return tagged;
    }
}
