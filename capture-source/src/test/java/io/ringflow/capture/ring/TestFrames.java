package io.ringflow.capture.ring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ethernet frames for tests: UDP over IPv4, with a number in the payload. */
public final class TestFrames {

    /** Where the number lies: behind the Ethernet, IPv4 and UDP headers. */
    public static final int NUMBER_OFFSET = 42;

    private TestFrames() {}

    /** Frames 0 to {@code count - 1}, of {@code length} bytes, in {@code flows} flows. */
    public static List<byte[]> numbered(int count, int length, int flows) {
        List<byte[]> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(udp(1024 + i % flows, 53, i, length));
        }
        return frames;
    }

    /** A frame from 10.1.0.1 to 10.2.0.2. */
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

    private static short checksum(byte[] frame) {
        int sum = 0;
        for (int i = 14; i < 34; i += 2) {
            sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
