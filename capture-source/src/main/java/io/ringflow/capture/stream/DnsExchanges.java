package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import io.ringflow.model.text.TimeText;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pairs DNS queries with their responses, and learns from them what clients call addresses.
 * Multicast DNS has neither. Not thread-safe.
 */
final class DnsExchanges {

    private static final int DNS = 53;
    private static final int LLMNR = 5355;
    private static final int HEADER_LENGTH = 12;
    private static final int NOT_A_STANDARD_QUERY = 0x7840;
    private static final int RESPONSE = 0x8000;
    private static final int CODE = 0xf;

    private final DnsQueries queries = new DnsQueries();
    private final DnsAnswers answers = new DnsAnswers();
    private final ClientNames names;

    DnsExchanges(ClientNames names) {
        this.names = names;
    }

    /**
     * Notes the message in the bytes {@code from} to {@code to}.
     *
     * @param nowNanos newest time of the capture
     * @param out has the question, if there is one; receives the response
     */
    void note(
            TransportPacket packet,
            ByteBuffer buffer,
            int from,
            int to,
            long nowNanos,
            Labels out) {
        if (to - from < HEADER_LENGTH) {
            return;
        }
        int flags = u16(buffer, from + 2);
        boolean hasQuestion = out.has(LabelKind.DNS_QUERY);
        if ((flags & NOT_A_STANDARD_QUERY) != 0) {
            return;
        }
        int id = u16(buffer, from);
        boolean isTimed = packet.timeNanos != TimeText.OUT_OF_RANGE;
        if ((flags & RESPONSE) == 0) {
            if (hasQuestion && isTimed && isServer(PacketBits.dstPort(packet.bits))) {
                queries.sent(packet.connection(), id, packet.timeNanos);
            }
        } else if (isServer(PacketBits.srcPort(packet.bits))) {
            long latency =
                    isTimed ? queries.answered(packet.connection(), id, packet.timeNanos) : -1;
            if (hasQuestion || latency >= 0) {
                out.response(flags & CODE, latency);
            }
            if (hasQuestion && (flags & CODE) == 0) {
                learn(packet, buffer, from, to, nowNanos, out.text(LabelKind.DNS_QUERY));
            }
        }
    }

    private static boolean isServer(int port) {
        return port == DNS || port == LLMNR;
    }

    private void learn(
            TransportPacket packet,
            ByteBuffer buffer,
            int from,
            int to,
            long nowNanos,
            LabelText question) {
        long client = packet.host(packet.dstAddress());
        byte[] name = lowerCase(question);
        answers.read(
                buffer,
                from,
                to,
                (high, low, seconds) ->
                        names.learn(
                                client, Fingerprint.address(high, low), name, seconds, nowNanos));
    }

    /** The text in lower case. */
    static byte[] lowerCase(LabelText text) {
        byte[] name = Arrays.copyOf(text.bytes(), text.length());
        for (int i = 0; i < name.length; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                name[i] = (byte) (name[i] + 0x20);
            }
        }
        return name;
    }

    private static int u16(ByteBuffer buffer, int at) {
        return (buffer.get(at) & 0xff) << 8 | (buffer.get(at + 1) & 0xff);
    }
}
