package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.counted;
import static io.ringflow.capture.stream.Messages.dns;
import static io.ringflow.capture.stream.Messages.dnsName;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.http;
import static io.ringflow.capture.stream.Messages.records;
import static io.ringflow.capture.stream.Messages.sni;

import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Fuzz target: streams whose segments are repeated, overlapping, reordered and cut off. All streams
 * send the same bytes: a message, followed by the same letter without end.
 *
 * <pre>
 *  server port 8 | length of the message 16 | message
 *  packets  kind 8 (stream: 2 bits, what: 3 bits) | offset 16 | length 16 | bytes cut off 8
 * </pre>
 */
public final class StreamLabelsFuzz {

    private static final int[] PORTS = {443, 80, 53, 8080};
    private static final int CLIENTS = 4;
    private static final int PACKETS = 24;
    private static final int LONGEST_OFFSET = 20_000;
    private static final int LONGEST_SEGMENT = 20_000;
    private static final int START = -3;
    private static final int MANY = 600;

    private static final int SYN = 1;
    private static final int DATAGRAM = 2;
    private static final int MANY_OTHERS = 3;
    private static final int LATER = 4;
    private static final int NEW_NUMBERS = 5;

    private final StreamLabels streams = new StreamLabels();
    private final Labels labels = new Labels();
    private final SentStream[] sent = new SentStream[CLIENTS];
    private final int port;
    private final byte[] content;
    private final ByteBuffer buffer;

    private long timeNanos;
    private int others;

    private StreamLabelsFuzz(int port, byte[] message) {
        this.port = port;
        content = Arrays.copyOf(message, LONGEST_OFFSET + LONGEST_SEGMENT);
        Arrays.fill(content, message.length, content.length, (byte) 'x');
        buffer = ByteBuffer.wrap(content);
        for (int client = 0; client < CLIENTS; client++) {
            sent[client] = new SentStream(content, port);
        }
    }

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int port = PORTS[in.int8() % PORTS.length];
        StreamLabelsFuzz target = new StreamLabelsFuzz(port, in.bytes(in.int16() & 0xfff));
        for (int i = 0; i < PACKETS && in.hasMore(); i++) {
            target.packet(in.int8(), in);
        }
    }

    private void packet(int kind, FuzzInput in) {
        int client = kind & CLIENTS - 1;
        int offset = in.int16() % LONGEST_OFFSET;
        int length = in.int16() % LONGEST_SEGMENT;
        int captured = Math.max(0, length - in.int8());
        switch (kind >>> 2 & 7) {
            case SYN -> segment(client, TcpFlags.SYN, offset, length, captured);
            case DATAGRAM -> datagram(offset, length, captured);
            case MANY_OTHERS -> manyOthers();
            case LATER -> timeNanos += length * 1_000_000L;
            case NEW_NUMBERS -> sent[client].numbersFrom += offset;
            default -> segment(client, TcpFlags.ACK, offset, length, captured);
        }
        Rule.holds(streams.size() <= 1024 + 512, "at most 1024 streams, 512 of QUIC are kept");
    }

    private void segment(int client, int flags, int offset, int length, int captured) {
        SentStream stream = sent[client];
        stream.segment(offset, offset + captured);
        int number = START + stream.numbersFrom + offset;
        TransportPacket packet = packet(offset, length, captured);
        packet.seq = flags == TcpFlags.SYN ? number - 1 : number;
        Map<LabelKind, String> found = find(packet, Protocols.TCP, client, flags);
        Rule.holds(
                found.isEmpty() || stream.mayContain(found),
                "a label consists of contiguous bytes of the stream");
    }

    private void datagram(int offset, int length, int captured) {
        Map<LabelKind, String> found =
                find(packet(offset, length, Math.min(captured, length)), Protocols.UDP, 0, 0);
        Rule.holds(port == 53 || found.isEmpty(), "only DNS datagrams have labels here");
    }

    /** Starts many streams with one byte of a TLS record; two calls exceed the limit. */
    private void manyOthers() {
        if (others == 2 * MANY) {
            return;
        }
        byte first = content[0];
        content[0] = 22;
        for (int i = 0; i < MANY; i++) {
            TransportPacket packet = packet(0, 1, 1);
            packet.seq = START;
            find(packet, Protocols.TCP, CLIENTS + others++, TcpFlags.ACK);
        }
        content[0] = first;
    }

    /** A packet with the given part of the content as its payload. */
    private TransportPacket packet(int offset, int length, int captured) {
        TransportPacket packet = new TransportPacket();
        packet.timeNanos = timeNanos;
        packet.buffer = buffer;
        packet.payloadOffset = offset;
        packet.payloadLength = length;
        packet.capturedPayload = captured;
        return packet;
    }

    private Map<LabelKind, String> find(
            TransportPacket packet, int protocol, int client, int flags) {
        packet.bits = PacketBits.pack(1000 + client, port, protocol, flags, 0);
        packet.source(0, 1);
        packet.destination(0, 2);
        boolean found = streams.find(packet, labels);
        Rule.holds(found == labels.any(), "the result says whether there is a label");
        return LabelRules.texts(labels);
    }

    /** Messages of every kind in segments: in order, out of order, repeated and cut off. */
    public static List<byte[]> seeds() {
        byte[] tls = records(50, hello(sni("a.example"), alpn("h2")));
        byte[] request = http("GET / HTTP/1.1", "Accept: */*", "Host: b.example");
        byte[] query = counted(2, dns(0x0100, dnsName("www/example/com")));
        return List.of(
                new Seeds().bytes(inTwo(0, tls)).array(),
                new Seeds().bytes(inTwo(1, request)).array(),
                new Seeds().bytes(inTwo(2, query)).array(),
                outOfOrder(0, tls),
                outOfOrder(3, request),
                outOfOrder(2, query),
                twoHoles(1, request),
                new Seeds()
                        .bytes(inTwo(2, query))
                        .bytes(packet(DATAGRAM, 0, 2, query.length - 2, 0))
                        .array(),
                new Seeds()
                        .bytes(message(0, tls))
                        .bytes(packet(0, 1, 0, 60, 0))
                        .bytes(packet(MANY_OTHERS, 0, 0, 0, 0))
                        .bytes(packet(MANY_OTHERS, 0, 0, 0, 0))
                        .bytes(packet(0, 1, 60, tls.length, 0))
                        .bytes(packet(LATER, 0, 0, 19_999, 0))
                        .bytes(packet(0, 1, 0, 9, 3))
                        .bytes(packet(NEW_NUMBERS, 1, 9_999, 0, 0))
                        .bytes(packet(0, 1, 0, 19_999, 0))
                        .array());
    }

    private static byte[] message(int port, byte[] message) {
        return new Seeds().int8(port).int16(message.length).bytes(message).array();
    }

    private static byte[] packet(int what, int client, int offset, int length, int cut) {
        return new Seeds().int8(what << 2 | client).int16(offset, length).int8(cut).array();
    }

    private static byte[] inTwo(int port, byte[] message) {
        int half = message.length / 2;
        return new Seeds()
                .bytes(message(port, message))
                .bytes(packet(0, 0, 0, half, 0))
                .bytes(packet(0, 0, half, message.length - half, 0))
                .array();
    }

    private static byte[] outOfOrder(int port, byte[] message) {
        int third = message.length / 3;
        return new Seeds()
                .bytes(message(port, message))
                .bytes(packet(SYN, 0, 0, 0, 0))
                .bytes(packet(0, 0, third, third, 0))
                .bytes(packet(0, 0, 0, third - 2, 1))
                .bytes(packet(0, 0, 0, third, 0))
                .bytes(packet(0, 0, 2 * third - 1, message.length, 0))
                .array();
    }

    /** A request with two holes, of which only the first one is filled. */
    private static byte[] twoHoles(int port, byte[] request) {
        return new Seeds()
                .bytes(message(port, request))
                .bytes(packet(SYN, 0, 0, 0, 0))
                .bytes(packet(0, 0, 0, 10, 0))
                .bytes(packet(0, 0, 20, 17, 0))
                .bytes(packet(0, 0, 41, request.length - 41, 0))
                .bytes(packet(0, 0, 10, 10, 0))
                .array();
    }
}
