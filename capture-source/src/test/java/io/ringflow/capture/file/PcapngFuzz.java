package io.ringflow.capture.file;

import io.ringflow.capture.ring.TestFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Fuzz target: pcapng files. */
public final class PcapngFuzz {

    private static final int FRAME = 60;

    private PcapngFuzz() {}

    /** Runs the target once. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        CaptureFuzz.run(data);
    }

    /** Seeds of both byte orders, and of a file with two sections. */
    public static List<byte[]> seeds() {
        byte[] little = section(ByteOrder.LITTLE_ENDIAN);
        byte[] big = section(ByteOrder.BIG_ENDIAN);
        byte[] both = ByteBuffer.allocate(little.length + big.length).put(little).put(big).array();
        return CaptureFuzz.seeds(
                List.of(
                        little,
                        big,
                        both,
                        checked(ByteOrder.LITTLE_ENDIAN),
                        checked(ByteOrder.BIG_ENDIAN)));
    }

    /** Frame check sequences whose length the interface states, or the packet. */
    private static byte[] checked(ByteOrder order) {
        CaptureWriter file = CaptureWriter.pcapng(order);
        byte[] frame = TestFrames.udp(3, 53, 0, FRAME);
        file.ethernet(file.option(13, (byte) 4));
        file.enhanced(7, frame, FRAME + 4, file.option(2, file.bytes(2 << 5, 4)));
        file.enhanced(-7, frame, FRAME + 4, file.option(1, (byte) 'a'));
        return file.simple(frame, FRAME + 4).file();
    }

    /** Two interfaces with options, packet blocks of each kind, and blocks that hold no packet. */
    private static byte[] section(ByteOrder order) {
        ByteBuffer out = ByteBuffer.allocate(1024).order(order);
        out.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
        out.putInt(1).putInt(28).putShort((short) 1).putShort((short) 0).putInt(0);
        out.putShort((short) 9).putShort((short) 1).put((byte) 9).put(new byte[3]).putInt(28);
        out.putInt(1).putInt(32).putShort((short) 1).putShort((short) 0).putInt(48);
        out.putShort((short) 14).putShort((short) 8).putLong(1).putInt(32);
        for (int i = 0; i < 2; i++) {
            packet(out, 6, i);
            out.putInt(5).putInt(16).putInt(0).putInt(16);
            packet(out, 2, i);
            out.putInt(3).putInt(16 + FRAME).putInt(FRAME + 9);
            out.put(TestFrames.udp(3, 53, i, FRAME)).putInt(16 + FRAME);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void packet(ByteBuffer out, int type, int interfaceId) {
        long ticks = interfaceId == 0 ? 1_700_000_000_000_000_005L : 1_700_000_000_000_005L;
        out.putInt(type).putInt(32 + FRAME);
        if (type == 2) {
            out.putShort((short) interfaceId).putShort((short) 0);
        } else {
            out.putInt(interfaceId);
        }
        out.putInt((int) (ticks >>> 32)).putInt((int) ticks).putInt(FRAME).putInt(FRAME + 4);
        out.put(TestFrames.udp(1000 + type, 53, type, FRAME)).putInt(32 + FRAME);
    }
}
