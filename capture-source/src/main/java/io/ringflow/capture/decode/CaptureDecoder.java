package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.header.TransportHeader;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.stream.Labels;
import io.ringflow.capture.stream.StreamLabels;
import io.ringflow.capture.stream.TransportPacket;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;

/**
 * Decodes the frames of one capture. Besides the headers of each frame it finds what only several
 * frames together show: the datagram that a fragment belongs to, and labels that span several TCP
 * segments. Labels in IP fragments are ignored.
 *
 * <p>Not thread-safe. One instance per capture, used by the thread that reads it. The results
 * depend only on the frames, not on how they are divided into batches.
 */
public final class CaptureDecoder implements FrameHandler {

    private static final LabelKind[] LABEL_KINDS = LabelKind.values();
    private static final long ALL_BUT_VLAN = ~0x1fffL;

    private final FrameDecoder frames;

    /** Null if labels are off. */
    private final StreamLabels streams;

    private final Labels labels = new Labels();

    /** Mask of the bits of a packet that tell streams apart. */
    private final long keyBits;

    private final TransportPacket packet = new TransportPacket();
    private long forgottenLabels;

    /** Creates a decoder for a capture of which no frame has been read yet. */
    public CaptureDecoder(DecodeSettings settings) {
        frames = new FrameDecoder(settings);
        streams = settings.labels() ? new StreamLabels() : null;
        keyBits = settings.connections().vlan() ? -1 : ALL_BUT_VLAN;
    }

    @Override
    public void frame(Frame frame, PacketBatch out) {
        int row = frames.decode(frame, out);
        if (streams != null && row != FrameDecoder.NONE) {
            findLabels(frame.buffer, row, out);
        }
    }

    private void findLabels(ByteBuffer buffer, int row, PacketBatch out) {
        packet.bits = out.bits[row] & keyBits;
        packet.timeNanos = out.timeNanos[row];
        packet.tunnelKey = frames.tunnelKey();
        packet.source(out.srcHigh[row], out.srcLow[row]);
        packet.destination(out.dstHigh[row], out.dstLow[row]);
        labels.clear();
        int header = frames.transport().offset(frames.ip());
        if (header != TransportHeader.NOWHERE) {
            findInPayload(buffer, header);
        }
        streams.name(packet, srcIsSmaller(out, row), labels);
        if (labels.any()) {
            addLabels(out.detailOf(row), out.details);
        }
    }

    private void findInPayload(ByteBuffer buffer, int header) {
        boolean tcp = frames.ip().protocol == Protocols.TCP;
        packet.seq = tcp ? buffer.getInt(header + 4) : 0;
        packet.payloadLength = frames.transport().payloadLength(frames.ip());
        packet.buffer = buffer;
        packet.payloadOffset = frames.transport().payloadOffset(frames.ip());
        packet.capturedPayload = frames.transport().capturedPayload(frames.ip());
        streams.find(packet, labels);
    }

    /** Returns true if the source is endpoint A of the packet's flow. */
    private static boolean srcIsSmaller(PacketBatch out, int row) {
        int order = Long.compareUnsigned(out.srcHigh[row], out.dstHigh[row]);
        if (order == 0) {
            order = Long.compareUnsigned(out.srcLow[row], out.dstLow[row]);
        }
        long bits = out.bits[row];
        return order < 0 || (order == 0 && PacketBits.srcPort(bits) <= PacketBits.dstPort(bits));
    }

    private void addLabels(int entry, Details details) {
        if (labels.hasResponse()) {
            details.response(entry, labels.responseCode(), labels.responseNanos());
        }
        for (LabelKind kind : LABEL_KINDS) {
            if (labels.has(kind)) {
                details.label(entry, kind, labels.text(kind).bytes(), labels.text(kind).length());
            }
        }
    }

    @Override
    public void release(long nowNanos, PacketBatch out) {
        frames.release(nowNanos, out);
    }

    @Override
    public void endBatch(PacketBatch out) {
        if (streams != null) {
            out.anomalies[Anomaly.LABEL_FORGOTTEN.ordinal()] +=
                    (int) (streams.displaced() - forgottenLabels);
            forgottenLabels = streams.displaced();
        }
    }
}
