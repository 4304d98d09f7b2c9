package io.ringflow.capture.stream;

import static io.ringflow.capture.stream.Messages.alpn;
import static io.ringflow.capture.stream.Messages.bytes;
import static io.ringflow.capture.stream.Messages.hello;
import static io.ringflow.capture.stream.Messages.join;
import static io.ringflow.capture.stream.Messages.longHello;
import static io.ringflow.capture.stream.Messages.sni;
import static io.ringflow.capture.stream.QuicSender.crypto;

import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Fuzz target: datagrams of QUIC. The fuzzer can't protect packets, so those of the first kind are
 * frames that the target protects.
 *
 * <pre>
 *  datagrams  kind 8 (0: frames of version 1, 1: of version 2, 2: as it is; client: 2 bits above)
 *             | length 16 | bytes
 * </pre>
 */
public final class QuicHelloFuzz {

    private static final int DATAGRAMS = 16;
    private static final int RAW = 2;
    private static final byte[] ID = bytes(1, 2, 3, 4, 5, 6, 7, 8);
    private static final QuicSender FIRST = QuicSender.v1(ID);
    private static final QuicSender SECOND = QuicSender.v2(ID);
    private static final Set<LabelKind> KINDS =
            Set.of(LabelKind.TLS_SNI, LabelKind.TLS_ALPN, LabelKind.ECH, LabelKind.JA4);

    private QuicHelloFuzz() {}

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        QuicHello hellos = new QuicHello(new TlsHello());
        Labels labels = new Labels();
        for (int i = 0; i < DATAGRAMS && in.hasMore(); i++) {
            int kind = in.int8();
            byte[] content = in.bytes(in.int16() & 0x7ff);
            byte[] datagram =
                    switch (kind & 3) {
                        case 0 -> FIRST.initial(i, 0, content, bytes(0, 0, 0, 0));
                        case 1 -> SECOND.initial(i, 0, content, bytes(0, 0, 0, 0));
                        default -> content;
                    };
            labels.clear();
            boolean found = hellos.find(packet(kind >>> 2 & 3, datagram), i, labels);
            Rule.holds(found == labels.any(), "the result says whether there is a label");
            Rule.holds(
                    KINDS.containsAll(LabelRules.texts(labels).keySet()),
                    "a parser finds only its own labels");
            Rule.holds(hellos.size() <= 4, "one hello is kept for a client");
        }
    }

    private static TransportPacket packet(int client, byte[] datagram) {
        TransportPacket packet = new TransportPacket();
        packet.bits = PacketBits.pack(1000 + client, 443, Protocols.UDP, 0, 0);
        packet.source(0, 1);
        packet.destination(0, 2);
        packet.buffer = ByteBuffer.wrap(datagram);
        packet.payloadLength = datagram.length;
        packet.capturedPayload = datagram.length;
        return packet;
    }

    /** Hellos in one and several packets, coalesced and as they are on the wire. */
    public static List<byte[]> seeds() {
        byte[] hello = hello(sni("a.example"), alpn("h3"));
        byte[] longer = longHello(900, sni("b.example"), alpn("h3"));
        byte[] ack = bytes(2, 1, 0, 1, 0, 0, 0);
        byte[] whole = crypto(0, hello, 0, hello.length);
        byte[] end = crypto(500, longer, 500, longer.length);
        byte[] coalesced = join(FIRST.other(1, 30), FIRST.initial(0, 0, ack, whole));
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(datagram(0, whole));
        seeds.add(datagram(1, join(ack, bytes(1, 0), whole)));
        seeds.add(join(datagram(0, end), datagram(0, crypto(0, longer, 0, 500))));
        seeds.add(join(datagram(4, end), datagram(1, crypto(0, longer, 0, 700))));
        seeds.add(datagram(RAW, coalesced));
        seeds.add(datagram(RAW, SECOND.initial(0, 0, whole)));
        return seeds;
    }

    private static byte[] datagram(int kind, byte[] content) {
        return new Seeds().int8(kind).int16(content.length).bytes(content).array();
    }
}
