package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.header.InnermostTunnel;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Observer;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Decodes single frames from a buffer that ends with the frame, so that reading beyond throws. */
final class Decoding {

    static final long TIME = 1_700_000_000_000_000_000L;
    static final int OFFSET = 3;
    static final Observer OBSERVER = new Observer("here", "eth0");

    private Decoding() {}

    /** One decoded packet. */
    record Packet(int srcPort, int dstPort, int protocol, int flags, int vlan, int bytes) {}

    /**
     * One decoded packet, and the tunnel around it.
     *
     * @param src lower half of the outer source address
     * @param dst lower half of the outer destination address
     */
    record Tunnelled(
            Packet packet, TunnelType type, int id, long src, long dst, int tunnelsNotFollowed) {}

    static Tunnelled tunnelled(int linkType, byte[] frame) {
        return tunnelled(linkType, frame, DecodeSettings.DEFAULT);
    }

    static Tunnelled tunnelled(int linkType, byte[] frame, DecodeSettings settings) {
        return tunnelled(linkType, frame, frame.length, settings);
    }

    static Tunnelled tunnelled(
            int linkType, byte[] frame, int wireLength, DecodeSettings settings) {
        FrameDecoder decoder = new FrameDecoder(settings);
        PacketBatch batch = decode(decoder, linkType, frame, wireLength, -1, 0);
        InnermostTunnel tunnel = decoder.tunnel();
        return new Tunnelled(
                only(batch),
                tunnel.type,
                tunnel.id,
                tunnel.srcLow,
                tunnel.dstLow,
                batch.anomalies[Anomaly.TUNNEL_NOT_FOLLOWED.ordinal()]);
    }

    static Packet packet(int linkType, byte[] frame) {
        return only(decode(linkType, frame, frame.length, Frame.NO_VLAN, 0));
    }

    static Packet ethernet(byte[] frame) {
        return packet(LinkTypes.ETHERNET, frame);
    }

    static Packet raw(byte[] packet) {
        return packet(LinkTypes.RAW, packet);
    }

    static Packet only(PacketBatch batch) {
        if (batch.size != 1) {
            throw new AssertionError("undecoded: " + Arrays.toString(batch.undecoded));
        }
        long bits = batch.bits[0];
        return new Packet(
                PacketBits.srcPort(bits),
                PacketBits.dstPort(bits),
                PacketBits.protocol(bits),
                PacketBits.flags(bits),
                PacketBits.vlan(bits),
                batch.ipBytes[0]);
    }

    /** The reason why a frame gives no packet. */
    static Undecoded reason(int linkType, byte[] frame) {
        PacketBatch batch = decode(linkType, frame, frame.length, Frame.NO_VLAN, 0);
        for (Undecoded reason : Undecoded.values()) {
            if (batch.size == 0 && batch.undecoded[reason.ordinal()] == 1) {
                return reason;
            }
        }
        throw new AssertionError("decoded");
    }

    static PacketBatch decode(
            int linkType, byte[] frame, int wireLength, int vlanTci, int segmentPayload) {
        FrameDecoder decoder = new FrameDecoder(DecodeSettings.DEFAULT);
        return decode(decoder, linkType, frame, wireLength, vlanTci, segmentPayload);
    }

    /** A frame that was captured completely. */
    static Frame frame(ByteBuffer buffer, int offset, int length, int linkType) {
        Frame frame = new Frame();
        frame.buffer = buffer;
        frame.offset = offset;
        frame.captured = length;
        frame.wireLength = length;
        frame.linkType = linkType;
        return frame;
    }

    /** Decodes a frame that starts at {@link #OFFSET} in the buffer. */
    static PacketBatch decode(
            FrameDecoder decoder,
            int linkType,
            byte[] frame,
            int wireLength,
            int vlanTci,
            int segmentPayload) {
        PacketBatch batch = new PacketBatch(1);
        batch.reset(OBSERVER, Long.MIN_VALUE);
        ByteBuffer buffer = ByteBuffer.allocateDirect(frame.length + OFFSET).put(OFFSET, frame);
        Frame input = frame(buffer, OFFSET, frame.length, linkType);
        input.wireLength = wireLength;
        input.timeNanos = TIME;
        input.vlanTci = vlanTci;
        input.segmentPayload = segmentPayload;
        var unused = decoder.decode(input, batch);
        // Adds a fragment that waits for its first fragment.
        decoder.release(Long.MAX_VALUE, batch);
        return batch;
    }
}
