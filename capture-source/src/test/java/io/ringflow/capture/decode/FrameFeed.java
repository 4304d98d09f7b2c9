package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.LabelKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Feeds packets to a decoder, and describes the packets in its batches as text. */
final class FrameFeed {

    static final long SECOND = 1_000_000_000L;

    private final CaptureDecoder decoder;
    private final PacketBatch batch;
    private final int batchCapacity;

    /** One line per packet, in the order in which the packets were added. */
    final List<String> lines = new ArrayList<>();

    /** The counts of anomalies, by ordinal. */
    private final int[] anomalies = new int[Anomaly.COUNT];

    FrameFeed(DecodeSettings settings, int batchCapacity) {
        decoder = new CaptureDecoder(settings);
        this.batchCapacity = batchCapacity;
        batch = new PacketBatch(batchCapacity);
        batch.reset(Decoding.OBSERVER, Long.MIN_VALUE);
    }

    FrameFeed() {
        this(DecodeSettings.DEFAULT, 1);
    }

    /** Feeds a packet with its time in seconds. */
    FrameFeed packet(double seconds, byte[] packet) {
        return packet(seconds, packet, packet.length);
    }

    /** Feeds a packet that was longer on the wire. */
    FrameFeed packet(double seconds, byte[] packet, int wireLength) {
        return feed(seconds, packet, wireLength, LinkTypes.RAW);
    }

    /** Feeds an Ethernet frame with its time in seconds. */
    FrameFeed frame(double seconds, byte[] frame) {
        return feed(seconds, frame, frame.length, LinkTypes.ETHERNET);
    }

    private FrameFeed feed(double seconds, byte[] bytes, int wireLength, int linkType) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        Frame frame = Decoding.frame(buffer, 0, bytes.length, linkType);
        frame.wireLength = wireLength;
        frame.timeNanos = (long) (seconds * SECOND);
        decoder.frame(frame, batch);
        if (batch.size >= batchCapacity) {
            endBatch();
        }
        return this;
    }

    /** Ends the capture. */
    FrameFeed end() {
        decoder.release(Long.MAX_VALUE, batch);
        endBatch();
        return this;
    }

    int count(Anomaly anomaly) {
        return anomalies[anomaly.ordinal()];
    }

    private void endBatch() {
        decoder.endBatch(batch);
        for (int i = 0; i < batch.size; i++) {
            lines.add(line(i));
        }
        for (int anomaly = 0; anomaly < anomalies.length; anomaly++) {
            anomalies[anomaly] += batch.anomalies[anomaly];
        }
        batch.reset(Decoding.OBSERVER, batch.newestNanos);
    }

    /** Such as {@code 1.5 17 1234>53 100 bytes}. */
    private String line(int i) {
        long bits = batch.bits[i];
        StringBuilder line = new StringBuilder();
        line.append(batch.timeNanos[i] / 1e9).append(' ').append(PacketBits.protocol(bits));
        line.append(' ').append(PacketBits.srcPort(bits)).append('>');
        line.append(PacketBits.dstPort(bits)).append(' ').append(batch.ipBytes[i]).append(" bytes");
        line.append((batch.ipBits[i] & PacketBits.RETRANSMIT) != 0 ? " retransmit" : "");
        line.append((batch.ipBits[i] & PacketBits.OUT_OF_ORDER) != 0 ? " out-of-order" : "");
        line.append((batch.ipBits[i] & PacketBits.ZERO_WINDOW) != 0 ? " zero-window" : "");
        int detail = batch.detail[i];
        if (detail != Details.NONE) {
            long rtt = Details.rtt(batch.details.words, detail);
            line.append(rtt == Details.NO_RTT ? "" : " rtt " + rtt);
            int type = Details.tunnelType(batch.details.words, detail);
            int id = Details.tunnelId(batch.details.words, detail);
            line.append(type == 0 ? "" : " tunnel " + type + " " + id);
            for (LabelKind kind : LabelKind.values()) {
                String label = Details.label(batch.details.words, detail, kind);
                line.append(label.isEmpty() ? "" : " " + kind.text() + " " + label);
            }
            int code = Details.responseCode(batch.details.words, detail);
            long nanos = Details.responseNanos(batch.details.words, detail);
            line.append(code < 0 ? "" : " response " + code);
            line.append(nanos < 0 ? "" : " after " + nanos);
        }
        return line.toString();
    }
}
