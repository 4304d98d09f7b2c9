package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.StringJoiner;

/** One direction of a connection that sends segments past a {@link StreamLabels}. */
final class LabelStream {

    /** The first sequence number of every stream; sequence numbers soon wrap around. */
    static final int START = -3;

    private static final int ROOM = 2048;

    private final ByteBuffer buffer = ByteBuffer.allocate(ROOM);
    private final Labels labels = new Labels();
    private final StreamLabels streams;
    private final int srcPort;
    private final int dstPort;
    private long timeNanos;

    LabelStream(StreamLabels streams, int srcPort, int dstPort) {
        this.streams = streams;
        this.srcPort = srcPort;
        this.dstPort = dstPort;
    }

    LabelStream atSeconds(long seconds) {
        timeNanos = seconds * 1_000_000_000;
        return this;
    }

    void syn() {
        find(Protocols.TCP, TcpFlags.SYN, START - 1, new byte[0], 0);
    }

    /** Sends the bytes {@code from} to {@code to}. Returns the labels found, joined by blanks. */
    String segment(byte[] message, int from, int to) {
        return cutSegment(message, from, to, to - from);
    }

    /** Sends a segment of which only the first bytes were captured. */
    String cutSegment(byte[] message, int from, int to, int captured) {
        byte[] payload = Arrays.copyOfRange(message, from, from + captured);
        return find(Protocols.TCP, TcpFlags.ACK, START + from, payload, to - from);
    }

    String datagram(byte[] message) {
        return find(Protocols.UDP, 0, 0, message, message.length);
    }

    /** Puts the payload at the end of the buffer, so that reading beyond it throws. */
    private String find(int protocol, int flags, int seq, byte[] payload, int length) {
        int at = ROOM - payload.length;
        buffer.put(at, payload);
        TransportPacket packet = new TransportPacket();
        packet.bits = PacketBits.pack(srcPort, dstPort, protocol, flags, 0);
        packet.timeNanos = timeNanos;
        packet.source(0, 1);
        packet.destination(0, 2);
        packet.seq = seq;
        packet.buffer = buffer;
        packet.payloadOffset = at;
        packet.capturedPayload = payload.length;
        packet.payloadLength = length;
        boolean found = streams.find(packet, labels);
        StringJoiner texts = new StringJoiner(" ");
        for (LabelKind kind : LabelKind.values()) {
            if (kind != LabelKind.JA4 && labels.has(kind)) {
                texts.add(labels.text(kind).toString());
            }
        }
        if (found != labels.any()) {
            throw new AssertionError("found " + found + ", labels: " + texts);
        }
        return texts.toString();
    }
}
