package io.ringflow.capture.file;

import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes capture files, most of them of small UDP packets. */
public final class PcapFile {

    private static final int FRAME = 64;

    private PcapFile() {}

    /**
     * Writes a file.
     *
     * @param millis times of the packets, milliseconds since the epoch; a packet's source port is
     *     its time in seconds, modulo 1000, plus 1000
     */
    public static String write(Path file, long... millis) throws IOException {
        return Files.write(file, bytes(millis)).toString();
    }

    /** The content of such a file. */
    public static byte[] bytes(long... millis) {
        return bytes(
                millis,
                Arrays.stream(millis)
                        .mapToObj(
                                time ->
                                        TestFrames.udp(
                                                1000 + (int) (time / 1000 % 1000), 53, 1, FRAME))
                        .toList());
    }

    /** The content of a file of Ethernet frames, each with its time in milliseconds. */
    public static byte[] bytes(long[] millis, List<byte[]> frames) {
        int length = frames.stream().mapToInt(frame -> 16 + frame.length).sum();
        ByteBuffer out = ByteBuffer.allocate(24 + length);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(0xa1b2c3d4);
        out.putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
        for (int i = 0; i < millis.length; i++) {
            byte[] frame = frames.get(i);
            out.putInt((int) (millis[i] / 1000)).putInt((int) (millis[i] % 1000) * 1000);
            out.putInt(frame.length).putInt(frame.length).put(frame);
        }
        return out.array();
    }
}
