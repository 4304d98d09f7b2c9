package io.ringflow.capture.decode;

import io.ringflow.capture.Anomaly;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.stream.Labels;
import io.ringflow.capture.stream.StreamLabels;
import io.ringflow.capture.stream.TcpConnections;
import io.ringflow.capture.stream.TcpFindings;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;

/**
 * Decodes the frames of one capture, and finds what only several of them tell: the datagram that a
 * fragment belongs to, what became of TCP's sequence numbers, and labels that begin in one segment
 * and end in another. (Sequence numbers and labels in IP fragments are left alone.) One a capture,
 * used by the thread that reads it. What it adds to batches follows from the frames alone, however
 * they are divided into batches.
 */
public final class CaptureDecoder implements FrameHandler {

    private final FrameDecoder frames;
    private final TcpConnections connections;

    /** Null where labels are off. */
    private final StreamLabels streams;

    private final Labels labels = new Labels();
    private final long keyBits;
    private final Findings findings = new Findings();
    private long forgottenConnections;
    private long forgottenLabels;

    /** Writes what is found about packets into their batch. */
    private static final class Findings implements TcpFindings {

        private PacketBatch batch;

        @Override
        public void found(int packet, int marks) {
            batch.ipBits[packet] |= marks;
        }

        @Override
        public void handshake(int packet, long rttNanos) {
            batch.details.rtt(batch.detailOf(packet), rttNanos);
        }
    }

    /** A decoder for the begin of a capture. */
    public CaptureDecoder(DecodeSettings settings) {
        DecodeSettings.Connections its = settings.connections();
        frames = new FrameDecoder(settings);
        connections = new TcpConnections(its.timeout().toNanos(), its.most(), findings);
        streams = settings.labels() ? new StreamLabels() : null;
        keyBits = its.vlan() ? -1 : ~0x1fffL;
    }

    @Override
    public void frame(
            ByteBuffer buffer,
            int offset,
            int captured,
            int wireLength,
            int linkType,
            long timeNanos,
            int vlanTci,
            int segmentPayload,
            PacketBatch out) {
        findings.batch = out;
        int i =
                frames.decode(
                        buffer,
                        offset,
                        captured,
                        wireLength,
                        linkType,
                        timeNanos,
                        vlanTci,
                        segmentPayload,
                        out);
        if (i == FrameDecoder.NONE) {
            return;
        }
        int header = frames.transport().at(frames.ip());
        if (header == TransportHeader.NOWHERE) {
            return;
        }
        if (frames.ip().protocol == Protocols.TCP) {
            tcp(buffer, header, i, out);
        } else if (streams != null) {
            look(buffer, 0, i, out);
        }
    }

    private void tcp(ByteBuffer buffer, int header, int i, PacketBatch out) {
        int seq = buffer.getInt(header + 4);
        if (streams != null) {
            look(buffer, seq, i, out);
        }
        connections.add(
                i,
                out.srcHigh[i],
                out.srcLow[i],
                out.dstHigh[i],
                out.dstLow[i],
                out.bits[i] & keyBits,
                frames.tunnelKey(),
                out.timeNanos[i],
                seq,
                buffer.getInt(header + 8),
                buffer.getShort(header + 14) & 0xffff,
                frames.transport().payloadLength(frames.ip()));
    }

    private void look(ByteBuffer buffer, int seq, int i, PacketBatch out) {
        TransportHeader transport = frames.transport();
        boolean found =
                streams.look(
                        buffer,
                        transport.payloadAt(frames.ip()),
                        transport.capturedPayload(frames.ip()),
                        transport.payloadLength(frames.ip()),
                        out.srcHigh[i],
                        out.srcLow[i],
                        out.dstHigh[i],
                        out.dstLow[i],
                        out.bits[i] & keyBits,
                        frames.tunnelKey(),
                        seq,
                        out.timeNanos[i],
                        labels);
        if (found) {
            int detail = out.detailOf(i);
            for (LabelKind kind : LabelKind.values()) {
                if (labels.has(kind)) {
                    out.details.label(
                            detail, kind, labels.text(kind).bytes(), labels.text(kind).length());
                }
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
