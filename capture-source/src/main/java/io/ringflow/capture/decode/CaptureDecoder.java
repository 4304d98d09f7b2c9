package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.header.TransportHeader;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.stream.Labels;
import io.ringflow.capture.stream.StreamLabels;
import io.ringflow.capture.stream.TcpConnections;
import io.ringflow.capture.stream.TcpFindings;
import io.ringflow.capture.stream.TransportPacket;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;

/**
 * Decodes the frames of one capture. Besides the headers of each frame it finds what only several
 * frames together show: the datagram that a fragment belongs to, retransmitted and reordered TCP
 * segments, and labels that span several segments. TCP sequence numbers and labels in IP fragments
 * are ignored.
 *
 * <p>Not thread-safe. One instance per capture, used by the thread that reads it. The results
 * depend only on the frames, not on how they are divided into batches.
 */
public final class CaptureDecoder implements FrameHandler {

    private static final LabelKind[] LABEL_KINDS = LabelKind.values();
    private static final long ALL_BUT_VLAN = ~0x1fffL;

    private final FrameDecoder frames;
    private final TcpConnections connections;

    /** Null if labels are off. */
    private final StreamLabels streams;

    private final Labels labels = new Labels();

    /** Mask of the bits of a packet that tell connections apart. */
    private final long keyBits;

    private final TransportPacket packet = new TransportPacket();
    private final Findings findings = new Findings();
    private long forgottenConnections;
    private long forgottenLabels;

    /** Writes the findings about TCP packets into their batch. */
    private static final class Findings implements TcpFindings {

        private PacketBatch batch;

        @Override
        public void found(int row, int marks) {
            batch.ipBits[row] |= marks;
        }

        @Override
        public void handshake(int row, long rttNanos) {
            batch.details.rtt(batch.detailOf(row), rttNanos);
        }
    }

    /** Creates a decoder for a capture of which no frame has been read yet. */
    public CaptureDecoder(DecodeSettings settings) {
        DecodeSettings.Connections limits = settings.connections();
        frames = new FrameDecoder(settings);
        connections = new TcpConnections(limits.timeout().toNanos(), limits.most(), findings);
        streams = settings.labels() ? new StreamLabels() : null;
        keyBits = limits.vlan() ? -1 : ALL_BUT_VLAN;
    }

    @Override
    public void frame(Frame frame, PacketBatch out) {
        findings.batch = out;
        int row = frames.decode(frame, out);
        if (row == FrameDecoder.NONE) {
            return;
        }
        int header = frames.transport().offset(frames.ip());
        if (header == TransportHeader.NOWHERE) {
            return;
        }
        boolean tcp = frames.ip().protocol == Protocols.TCP;
        if (!tcp && streams == null) {
            return;
        }
        describe(row, out);
        if (tcp) {
            describeTcp(frame.buffer, header, out);
        }
        if (streams != null) {
            addLabels(frame.buffer, out);
        }
        if (tcp) {
            connections.add(packet);
        }
    }

    private void describe(int row, PacketBatch out) {
        packet.row = row;
        packet.bits = out.bits[row] & keyBits;
        packet.timeNanos = out.timeNanos[row];
        packet.tunnelKey = frames.tunnelKey();
        packet.payloadLength = frames.transport().payloadLength(frames.ip());
    }

    private void describeTcp(ByteBuffer buffer, int header, PacketBatch out) {
        int row = packet.row;
        packet.source(out.srcHigh[row], out.srcLow[row]);
        packet.destination(out.dstHigh[row], out.dstLow[row]);
        packet.seq = buffer.getInt(header + 4);
        packet.ack = buffer.getInt(header + 8);
        packet.window = buffer.getShort(header + 14) & 0xffff;
    }

    private void addLabels(ByteBuffer buffer, PacketBatch out) {
        packet.buffer = buffer;
        packet.payloadOffset = frames.transport().payloadOffset(frames.ip());
        packet.capturedPayload = frames.transport().capturedPayload(frames.ip());
        if (!streams.find(packet, labels)) {
            return;
        }
        int detail = out.detailOf(packet.row);
        for (LabelKind kind : LABEL_KINDS) {
            if (labels.has(kind)) {
                out.details.label(
                        detail, kind, labels.text(kind).bytes(), labels.text(kind).length());
            }
        }
    }

    @Override
    public void release(long nowNanos, PacketBatch out) {
        frames.release(nowNanos, out);
    }

    @Override
    public void endBatch(PacketBatch out) {
        findings.batch = out;
        connections.flush();
        long forgotten = connections.forgotten();
        out.anomalies[Anomaly.CONNECTION_FORGOTTEN.ordinal()] +=
                (int) (forgotten - forgottenConnections);
        forgottenConnections = forgotten;
        if (streams != null) {
            out.anomalies[Anomaly.LABEL_FORGOTTEN.ordinal()] +=
                    (int) (streams.displaced() - forgottenLabels);
            forgottenLabels = streams.displaced();
        }
    }
}
