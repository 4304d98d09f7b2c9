package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.join;
import static io.ringflow.capture.stream.Messages.longHello;
import static io.ringflow.capture.stream.Messages.sni;
import static io.ringflow.capture.stream.QuicSender.crypto;
import static io.ringflow.capture.stream.QuicSender.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuicHelloTest {

    private static final byte[] ID = hex("8394c8f03e515708");
    private static final byte[] HELLO = hello(sni("a.example"), alpn("h3"));
    private static final String LABEL = "a.example h3";

    /** The ClientHello of RFC 9001, A.2, for example.com. */
    private static final byte[] RFC_CRYPTO_FRAME =
            hex(
                    """
                    060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868
                    04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578
                    616d706c652e636f6dff01000100000a00080006001d00170018001000070005
                    04616c706e000500050100000000003300260024001d00209370b2c9caa47fba
                    baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400
                    0d0010000e0403050306030203080408050806002d00020101001c0002400100
                    3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000
                    75300901100f088394c8f03e51570806048000ffff
                    """);

    private final StreamLabels streams = new StreamLabels();
    private final LabelStream client = new LabelStream(streams, 50_000, 443);

    private static byte[] all(byte[] hello) {
        return crypto(0, hello, 0, hello.length);
    }

    @Test
    void derivesTheKeysOfTheRfcs() {
        QuicCipher cipher = new QuicCipher();
        QuicKeys first = cipher.keys(QuicVersion.V1, ID);
        assertThat(first.packet().getEncoded()).isEqualTo(hex("1f369613dd76d5467730efcbe3b1a22d"));
        assertThat(first.iv()).isEqualTo(hex("fa044b2f42a3fd3b46fb255c"));
        assertThat(first.header().getEncoded()).isEqualTo(hex("9f50449e04a0e810283a1e9933adedd2"));
        QuicKeys second = cipher.keys(QuicVersion.V2, ID);
        assertThat(second.packet().getEncoded()).isEqualTo(hex("8b1a0bc121284290a29e0971b5cd045d"));
        assertThat(second.iv()).isEqualTo(hex("91f73e2351d8fa91660e909f"));
        assertThat(second.header().getEncoded()).isEqualTo(hex("45b95e15235d6f45a6b19cbcb0294ba9"));
    }

    @Test
    void opensTheClientInitialOfTheRfc() {
        // The header of A.2 with packet number 2 in four bytes, and the protected header.
        byte[] header = hex("c300000001088394c8f03e5157080000449e00000002");
        byte[] packet =
                QuicSender.v1(ID)
                        .protect(
                                header,
                                header.length - 4,
                                2,
                                Arrays.copyOf(RFC_CRYPTO_FRAME, 1162));
        assertThat(packet)
                .hasSize(1200)
                .startsWith(hex("c000000001088394c8f03e5157080000449e7b9aec34"));
        assertThat(packet).endsWith(hex("e221af44860018ab0856972e194cd934"));
        assertThat(client.datagram(packet)).isEqualTo("example.com alpn");
    }

    @Test
    void findsLabelsInBothVersions() {
        assertThat(client.datagram(QuicSender.v1(ID).initial(0, 1200, all(HELLO))))
                .isEqualTo(LABEL);
        LabelStream other = new LabelStream(streams, 50_001, 8443);
        assertThat(other.datagram(QuicSender.v2(ID).initial(300, 1200, all(HELLO))))
                .isEqualTo(LABEL);
        assertThat(streams.size()).isZero();
    }

    @Test
    void findsLabelsInHelloOverSeveralPacketsInAnyOrder() {
        byte[] hello = longHello(3000, sni("a.example"), alpn("h3"));
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<byte[]> frames = new ArrayList<>();
            for (int from = 0; from < hello.length; ) {
                int to = Math.min(hello.length, from + 1 + random.nextInt(400));
                frames.add(crypto(from, hello, from, to));
                from = to;
            }
            Collections.shuffle(frames, random);
            LabelStream stream = new LabelStream(streams, 2000 + (int) seed, 443);
            String found = "";
            QuicSender sender = QuicSender.v1(ID);
            for (int i = 0; i < frames.size(); i += 2) {
                byte[] more = i + 1 < frames.size() ? frames.get(i + 1) : bytes(1);
                String label =
                        stream.datagram(sender.initial(i, 1200, bytes(0, 1), frames.get(i), more));
                found = found.isEmpty() ? label : found;
            }
            assertThat(found).as("seed %d", seed).isEqualTo(LABEL);
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void findsHelloInPacketsThatAreCoalesced() {
        QuicSender sender = QuicSender.v1(ID);
        int half = HELLO.length / 2;
        byte[] datagram =
                join(
                        sender.other(1, 60),
                        sender.initial(1, 200, crypto(half, HELLO, half, HELLO.length)),
                        sender.other(2, 70),
                        sender.initial(0, 200, crypto(0, HELLO, 0, half)),
                        new byte[40]);
        assertThat(client.datagram(datagram)).isEqualTo(LABEL);
    }

    @Test
    void findsHelloAfterAcknowledgments() {
        byte[] ack = bytes(2, 9, 0, 1, 2, 3, 4);
        byte[] ackWithEcn = bytes(3, 9, 0, 0, 2, 1, 2, 3);
        assertThat(
                        client.datagram(
                                QuicSender.v2(ID)
                                        .initial(0, 1200, ack, ackWithEcn, bytes(1), all(HELLO))))
                .isEqualTo(LABEL);
    }

    @Test
    void findsRestOfHelloThatIsSentToTheServersId() {
        QuicSender sender = QuicSender.v1(ID);
        assertThat(client.datagram(sender.initial(0, 1200, crypto(0, HELLO, 0, 70)))).isEmpty();
        byte[] server = hex("0102030405060708090a");
        byte[] rest = crypto(70, HELLO, 70, HELLO.length);
        assertThat(client.datagram(sender.initial(server, 1, 1200, rest))).isEqualTo(LABEL);
    }

    @Test
    void findsHelloAfterRetry() {
        byte[] hello = longHello(1500, sni("a.example"), alpn("h3"));
        byte[] first = crypto(0, hello, 0, 1000);
        assertThat(client.datagram(QuicSender.v1(ID).initial(0, 1200, first))).isEmpty();
        LabelStream server = new LabelStream(streams, 443, 50_000);
        assertThat(server.datagram(join(hex("f0000000010008"), ID, new byte[60]))).isEmpty();
        QuicSender again = QuicSender.v1(hex("0807060504030201"));
        assertThat(client.datagram(again.initial(1, 1200, first))).isEmpty();
        byte[] rest = crypto(1000, hello, 1000, hello.length);
        assertThat(client.datagram(again.initial(2, 1200, rest))).isEqualTo(LABEL);
    }

    @Test
    void findsNothingInPacketsThatAreCutOffAtAnyByte() {
        byte[] packet = QuicSender.v1(ID).initial(0, 400, all(HELLO));
        for (int captured = 0; captured < packet.length; captured++) {
            LabelStream stream = new LabelStream(streams, 3000 + captured, 443);
            assertThat(stream.datagram(Arrays.copyOf(packet, captured))).isEmpty();
        }
    }

    @Test
    void findsNothingInChangedPackets() {
        byte[] packet = QuicSender.v1(ID).initial(0, 300, all(HELLO));
        for (int i = 0; i < packet.length; i++) {
            byte[] changed = packet.clone();
            changed[i] ^= (byte) 1;
            LabelStream stream = new LabelStream(streams, 4000 + i, 443);
            assertThat(stream.datagram(changed)).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void findsNothingInVersionNegotiationAndOtherVersions() {
        byte[] negotiation = join(hex("c000000000"), bytes(8), ID, bytes(0), hex("00000001"));
        assertThat(client.datagram(negotiation)).isEmpty();
        byte[] packet = QuicSender.v1(ID).initial(0, 1200, all(HELLO));
        packet[4] = 9;
        assertThat(client.datagram(packet)).isEmpty();
        assertThat(client.datagram(QuicSender.v1(ID).initial(0, 1200, all(HELLO))))
                .isEqualTo(LABEL);
    }

    @Test
    void stopsAfterFourPacketsThatItCanNotOpen() {
        byte[] wrong = QuicSender.v1(ID).initial(hex("1111111111111111"), 0, 1200, bytes(1));
        for (int i = 0; i < 4; i++) {
            assertThat(client.datagram(wrong)).isEmpty();
        }
        byte[] good = QuicSender.v1(ID).initial(0, 1200, all(HELLO));
        assertThat(client.datagram(good)).isEmpty();
        client.atSeconds(31);
        assertThat(client.datagram(good)).isEqualTo(LABEL);
    }

    @Test
    void keepsLimitedNumberOfIncompleteHellosForLimitedTime() {
        byte[] start = QuicSender.v1(ID).initial(0, 1200, crypto(0, HELLO, 0, 70));
        byte[] rest = QuicSender.v1(ID).initial(1, 1200, crypto(70, HELLO, 70, HELLO.length));
        for (int i = 0; i < 600; i++) {
            assertThat(new LabelStream(streams, 1000 + i, 443).datagram(start)).isEmpty();
        }
        assertThat(streams.size()).isEqualTo(QuicHello.MAX_HELLOS);
        assertThat(streams.displaced()).isEqualTo(600 - QuicHello.MAX_HELLOS);
        assertThat(new LabelStream(streams, 1599, 443).datagram(rest)).isEqualTo(LABEL);
        LabelStream late = new LabelStream(streams, 1598, 443).atSeconds(30);
        assertThat(late.datagram(rest)).isEmpty();
    }
}
