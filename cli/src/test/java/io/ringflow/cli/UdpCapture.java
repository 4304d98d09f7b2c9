package io.ringflow.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes captures of UDP packets, each in a flow of its own. */
final class UdpCapture {

    private static final int FRAME = 14 + 20 + 8;
    private static final int FIRST_SECOND = 1_700_000_000;

    private UdpCapture() {}

    /** Writes a capture with one packet at each of the times, in seconds since its start. */
    static void write(Path file, long[] seconds) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, 1);
        out.write(header.array());
        for (int i = 0; i < seconds.length; i++) {
            out.write(packet(FIRST_SECOND + (int) seconds[i], i));
        }
        Files.write(file, out.toByteArray());
    }

    private static byte[] packet(int second, int flow) {
        ByteBuffer packet = ByteBuffer.allocate(16 + FRAME).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt(second).putInt(0).putInt(FRAME).putInt(FRAME);
        packet.order(ByteOrder.BIG_ENDIAN);
        packet.put(new byte[12]).putShort((short) 0x0800);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (FRAME - 14)).putInt(0);
        packet.put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(0x0a00_0000 + flow).putInt(0xc0a8_0001);
        packet.putShort((short) 40_000).putShort((short) 53).putShort((short) 8);
        return packet.array();
    }
}
