package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.model.TcpFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CaptureDecoderTest {

    private static final DecodeSettings WITH_LABELS =
            new DecodeSettings(
                    true, DecodeSettings.VXLAN_PORTS, true, DecodeSettings.Connections.DEFAULT);

    private static final class Timed {
        private final double seconds;
        private final byte[] packet;

        Timed(double seconds, byte[] packet) {
            this.seconds = seconds;
            this.packet = packet;
        }
    }

    private static byte[] tcp(int src, int dst, int seq, int ack, int flags, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer segment = ByteBuffer.allocate(20 + text.length);
        segment.putShort((short) src).putShort((short) dst).putInt(seq).putInt(ack);
        segment.put((byte) 0x50).put((byte) flags).putShort((short) 1000).putInt(0).put(text);
        return segment.array();
    }

    private static byte[] ip(byte[] segment, boolean back) {
        byte[] packet = Frames.ipv4(6, segment);
        if (back) {
            ByteBuffer.wrap(packet).putInt(12, Frames.DST).putInt(16, Frames.SRC);
        }
        return packet;
    }

    private static List<Timed> connection() {
        String request = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
        List<Timed> packets = new ArrayList<>();
        packets.add(new Timed(1.00, ip(tcp(4000, 80, 9, 0, TcpFlags.SYN, ""), false)));
        int synAck = TcpFlags.SYN | TcpFlags.ACK;
        packets.add(new Timed(1.01, ip(tcp(80, 4000, 99, 10, synAck, ""), true)));
        packets.add(new Timed(1.03, ip(tcp(4000, 80, 10, 100, TcpFlags.ACK, ""), false)));
        int ack = TcpFlags.ACK;
        String start = request.substring(0, 25);
        String rest = request.substring(25);
        packets.add(new Timed(1.04, ip(tcp(4000, 80, 10, 100, ack, start), false)));
        packets.add(new Timed(1.05, ip(tcp(4000, 80, 10, 100, ack, start), false)));
        packets.add(new Timed(1.06, ip(tcp(4000, 80, 35, 100, ack, rest), false)));
        return packets;
    }

    @Test
    void findsLabelOfConnection() {
        FrameFeed feed = new FrameFeed(WITH_LABELS, 100);
        connection().forEach(timed -> feed.packet(timed.seconds, timed.packet));
        feed.end();
        assertThat(feed.lines)
                .containsExactly(
                        "1.0 6 4000>80 40 bytes",
                        "1.01 6 80>4000 40 bytes",
                        "1.03 6 4000>80 40 bytes",
                        "1.04 6 4000>80 65 bytes",
                        "1.05 6 4000>80 65 bytes",
                        "1.06 6 4000>80 52 bytes httpHost example.org");
    }

    @Test
    void findsNoLabelsIfTheyAreOff() {
        FrameFeed feed = new FrameFeed(DecodeSettings.DEFAULT, 100);
        connection().forEach(timed -> feed.packet(timed.seconds, timed.packet));
        assertThat(feed.end().lines).noneMatch(line -> line.contains("httpHost"));
    }

    @Test
    void findsTheSameInBatchesOfAnySize() {
        for (long seed = 1; seed <= 200; seed++) {
            List<Timed> packets = oddPackets(new Random(seed));
            List<String> expected = lines(packets, 10_000);
            assertThat(expected).as("seed %d", seed).hasSize(packets.size());
            assertThat(lines(packets, 1)).as("seed %d", seed).isEqualTo(expected);
            assertThat(lines(packets, 7)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static List<String> lines(List<Timed> packets, int batchCapacity) {
        FrameFeed feed = new FrameFeed(WITH_LABELS, batchCapacity);
        packets.forEach(timed -> feed.packet(timed.seconds, timed.packet));
        return feed.end().lines;
    }

    /** Segments and fragments of few connections: lost, repeated and reordered at random. */
    private static List<Timed> oddPackets(Random random) {
        List<Timed> packets = new ArrayList<>();
        double now = 0;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(40) : random.nextDouble() / 50;
            packets.add(
                    new Timed(now, random.nextInt(3) == 0 ? fragment(random) : segment(random)));
        }
        for (int swap = random.nextInt(40); swap > 0; swap--) {
            int at = random.nextInt(packets.size() - 1);
            packets.add(at, packets.remove(at + 1));
        }
        return packets;
    }

    private static byte[] segment(Random random) {
        int[] flags = {TcpFlags.ACK, TcpFlags.ACK, TcpFlags.SYN, TcpFlags.SYN | TcpFlags.ACK};
        boolean back = random.nextBoolean();
        String[] texts = {"", "GET / HTTP/1.1\r\n", "Host: a\r\n\r\n", "hello"};
        String text = texts[random.nextInt(texts.length)];
        int seq = 16 * random.nextInt(5);
        int ack = 16 * random.nextInt(5) + 1;
        int client = 4000 + random.nextInt(2);
        int chosen = flags[random.nextInt(flags.length)];
        return back
                ? ip(tcp(80, client, seq, ack, chosen, text), true)
                : ip(tcp(client, 80, seq, ack, chosen, text), false);
    }

    private static byte[] fragment(Random random) {
        int offset = random.nextInt(3);
        int field = offset | (random.nextBoolean() ? 0x2000 : 0);
        byte[] packet = Frames.ipv4(17, field, new byte[0], Frames.ports(1, 2, 8));
        packet[5] = (byte) random.nextInt(6);
        return packet;
    }
}
