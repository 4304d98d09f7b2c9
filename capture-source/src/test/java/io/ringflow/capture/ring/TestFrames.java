package io.ringflow.capture.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Ethernet frames for tests: UDP over IPv4, with a number in the payload. */
public final class TestFrames {

    /** Offset of the number, after the Ethernet, IPv4 and UDP headers. */
    public static final int NUMBER_OFFSET = 42;

    private TestFrames() {}

    /**
     * Frames numbered from 0 to {@code count - 1}, of {@code length} bytes, in {@code flows} flows.
     */
    public static List<byte[]> numbered(int count, int length, int flows) {
        List<byte[]> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(udp(1024 + i % flows, 53, i, length));
        }
        return frames;
    }

    /** A numbered frame from 10.1.0.1 to 10.2.0.2. */
    public static byte[] udp(int srcPort, int dstPort, long number, int length) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2}).put(new byte[] {2, 0, 0, 0, 0, 1});
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (length - 14));
        frame.putInt(0x00004000).put((byte) 64).put((byte) 17).putShort((short) 0);
        frame.putInt(0x0a010001).putInt(0x0a020002);
        frame.putShort(24, checksum(frame.array()));
        frame.putShort((short) srcPort).putShort((short) dstPort);
        frame.putShort((short) (length - 34)).putShort((short) 0);
        frame.putLong(number);
        return frame.array();
    }

    /** A copy of a frame with an IEEE 802.1Q tag inserted. */
    public static byte[] tagged(byte[] frame, int tci) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) 0x8100)
                .putShort((short) tci)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /**
     * A TCP super-frame preceded by a {@code virtio_net_hdr}, as segmentation offload passes it on.
     *
     * @param payload bytes of TCP payload
     * @param segment payload bytes per segment
     */
    public static byte[] superFrame(int payload, int segment) {
        byte[] frame = udp(1024, 80, 0, 54 + payload);
        ByteBuffer tcp = ByteBuffer.wrap(frame);
        tcp.put(23, (byte) 6);
        tcp.putShort(24, (short) 0).putShort(24, checksum(frame));
        tcp.putInt(38, 1).putInt(42, 1).putShort(46, (short) 0x5010).putShort(48, (short) 1000);
        tcp.putInt(50, 0);
        ByteBuffer vnet = ByteBuffer.allocate(10).order(ByteOrder.nativeOrder());
        // flags (needs a checksum), type (TCP over IPv4), header length, segment size, and start
        // and offset of the checksum
        vnet.put((byte) 1).put((byte) 1).putShort((short) 54).putShort((short) segment);
        vnet.putShort((short) 34).putShort((short) 16);
        return ByteBuffer.allocate(10 + frame.length).put(vnet.array()).put(frame).array();
    }

    private static short checksum(byte[] frame) {
        int sum = 0;
        for (int i = 14; i < 34; i += 2) {
            sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
