package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamLabelsTest {

    private static final byte[] HELLO = hello(sni("a.example"), alpn("h2"));
    private static final byte[] TLS = records(1 << 14, HELLO);
    private static final String LABEL = "a.example h2";

    /** The first message of a stream. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Message(int port, String label, byte[] bytes) {

        @Override
        public String toString() {
            return label + " at port " + port;
        }
    }

    private static List<Message> messages() {
        byte[] query = dns(0x0100, dnsName("www/example/com"));
        byte[] request = http("GET / HTTP/1.1", "Accept: */*", "Host: b.example");
        return List.of(
                new Message(443, LABEL, TLS),
                new Message(8443, LABEL, records(50, HELLO)),
                new Message(80, "b.example", request),
                new Message(53, "www.example.com", counted(2, query)));
    }

    private static final List<Message> MESSAGES = messages();

    private final StreamLabels streams = new StreamLabels();

    private LabelStream stream(int client) {
        return new LabelStream(streams, 1000 + client, 443);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void findsLabelInTwoSegmentsDividedAnywhere(Message message) {
        byte[] bytes = message.bytes();
        for (int cut = 1; cut < bytes.length; cut++) {
            LabelStream stream = new LabelStream(streams, 1000 + cut, message.port());
            String first = stream.segment(bytes, 0, cut);
            String second = stream.segment(bytes, cut, bytes.length);
            // The label is found as soon as its own bytes have arrived.
            assertThat(first.isEmpty() ? second : first)
                    .as("cut at %d", cut)
                    .isEqualTo(message.label());
        }
        assertThat(streams.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void findsLabelInThreeReorderedAndRepeatedSegments(Message message) {
        byte[] bytes = message.bytes();
        int end = bytes.length;
        for (int cut = 1; cut < end - 1; cut++) {
            for (int next = cut + 1; next < end; next++) {
                LabelStream stream = new LabelStream(streams, 1000 + next, message.port());
                stream.syn();
                String found = stream.segment(bytes, 0, cut);
                if (found.isEmpty()) {
                    found += stream.segment(bytes, next, end);
                    found += stream.segment(bytes, 0, cut);
                    found += stream.segment(bytes, cut, next);
                }
                assertThat(found).as("cut at %d and %d", cut, next).isEqualTo(message.label());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void findsLabelIfSecondSegmentOvertakesFirstAfterSyn(Message message) {
        byte[] bytes = message.bytes();
        for (int cut = 1; cut < bytes.length; cut++) {
            LabelStream stream = new LabelStream(streams, 1000 + cut, message.port());
            stream.syn();
            assertThat(stream.segment(bytes, cut, bytes.length)).isEmpty();
            assertThat(stream.segment(bytes, 0, cut)).isEqualTo(message.label());
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void findsLabelInOverlappingSegments() {
        LabelStream stream = stream(1);
        assertThat(stream.segment(TLS, 0, 40)).isEmpty();
        assertThat(stream.segment(TLS, 20, 60)).isEmpty();
        assertThat(stream.segment(TLS, 30, TLS.length)).isEqualTo(LABEL);
    }

    @Test
    void separatesDirectionsAndConnections() {
        LabelStream stream = stream(1);
        LabelStream back = new LabelStream(streams, 443, 1001);
        assertThat(stream.segment(TLS, 0, 40)).isEmpty();
        assertThat(back.segment(TLS, 40, TLS.length)).isEmpty();
        assertThat(stream(2).segment(TLS, 40, TLS.length)).isEmpty();
        assertThat(stream.segment(TLS, 40, TLS.length)).isEqualTo(LABEL);
    }

    @Test
    void dropsMessageWithoutLabel() {
        byte[] message = tls(extension(51, new byte[99]));
        LabelStream stream = stream(1);
        assertThat(stream.segment(message, 0, 40)).isEmpty();
        assertThat(streams.size()).isEqualTo(1);
        assertThat(stream.segment(message, 40, message.length)).isEmpty();
        assertThat(streams.size()).isZero();
        assertThat(stream.segment(new byte[10], 0, 10)).isEmpty();
        assertThat(streams.size()).isZero();
    }

    @Test
    void findsOnlyCompleteLabelsInCutOffSegment() {
        byte[] message = tls(sni("a.example"), extension(51, new byte[200]), alpn("h2"));
        LabelStream stream = stream(1);
        assertThat(stream.cutSegment(message, 0, message.length, 60)).isEmpty();
        assertThat(stream.cutSegment(message, 0, message.length, 120)).isEqualTo("a.example");
        assertThat(streams.size()).isZero();
        assertThat(stream.segment(message, 0, 60)).isEmpty();
        assertThat(stream.cutSegment(message, 60, message.length, 100)).isEqualTo("a.example");
        assertThat(streams.size()).isZero();
    }

    @Test
    void forgetsHalfMessageAfterThirtySeconds() {
        stream(1).segment(TLS, 0, 40);
        stream(2).segment(TLS, 0, 40);
        assertThat(stream(1).atSeconds(29).segment(TLS, 40, TLS.length)).isEqualTo(LABEL);
        assertThat(stream(2).atSeconds(30).segment(TLS, 40, TLS.length)).isEmpty();
        assertThat(streams.size()).isZero();
    }

    @Test
    void displacesAndCountsOldestHalfMessage() {
        for (int client = 0; client <= KeptStreams.MAX_STREAMS; client++) {
            stream(client).segment(TLS, 0, 40);
        }
        assertThat(streams.size()).isEqualTo(KeptStreams.MAX_STREAMS);
        assertThat(streams.displaced()).isEqualTo(1);
        assertThat(stream(0).segment(TLS, 40, TLS.length)).isEmpty();
        assertThat(stream(1).segment(TLS, 40, TLS.length)).isEqualTo(LABEL);
    }

    @Test
    void limitsBytesPerStream() {
        byte[] endless = ascii("GET /" + "x".repeat(3 * StreamLabels.MAX_BYTES));
        LabelStream stream = stream(1);
        for (int from = 0; from < endless.length - 1000; from += 1000) {
            assertThat(stream.segment(endless, from, from + 1000)).isEmpty();
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void limitsSegmentsPerStream() {
        LabelStream stream = stream(1);
        for (int from = 0; from < StreamLabels.MAX_SEGMENTS; from++) {
            assertThat(stream.segment(TLS, from, from + 1)).isEmpty();
        }
        assertThat(streams.size()).isZero();
    }

    @Test
    void findsDnsAtItsPortsOnly() {
        byte[] message = dns(0x0100, dnsName("a/b"));
        for (int port : new int[] {53, 5353, 5355}) {
            assertThat(new LabelStream(streams, port, 9).datagram(message)).isEqualTo("a.b");
            assertThat(new LabelStream(streams, 9, port).datagram(message)).isEqualTo("a.b");
        }
        assertThat(new LabelStream(streams, 9, 54).datagram(message)).isEmpty();
    }

    @Test
    void toleratesDamagedMessages() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try {
            for (int i = 0; i < 200_000; i++) {
                damaged(random);
            }
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        assertThat(streams.size()).isLessThanOrEqualTo(KeptStreams.MAX_STREAMS);
    }

    private void damaged(Random random) {
        Message message = MESSAGES.get(random.nextInt(MESSAGES.size()));
        byte[] bytes = message.bytes().clone();
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        LabelStream stream = new LabelStream(streams, random.nextInt(2000), message.port());
        int from = random.nextBoolean() ? 0 : random.nextInt(bytes.length);
        int to = from + 1 + random.nextInt(bytes.length - from);
        switch (random.nextInt(8)) {
            case 0 -> stream.syn();
            case 1 -> stream.datagram(Messages.join(bytes(1), bytes));
            case 2 -> stream.cutSegment(bytes, from, to, random.nextInt(to - from));
            default -> stream.segment(bytes, from, to);
        }
    }
}
