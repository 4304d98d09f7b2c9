package io.ringflow.cli.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A capture of UDP flows with the same number of packets each, within ten seconds. */
record CaptureOfFlows(int flows, int packetsEach) {

    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final long LENGTH_NANOS = 10_000_000_000L;
    private static final int HEADERS = 14 + 20 + 8;

    long packets() {
        return (long) flows * packetsEach;
    }

    void write(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, 1);
        out.write(header.array());
        for (int i = 0; i < packets(); i++) {
            out.write(packet(START_NANOS + LENGTH_NANOS / packets() * i, i % flows));
        }
        Files.write(file, out.toByteArray());
    }

    private static byte[] packet(long nanos, int flow) {
        ByteBuffer packet = ByteBuffer.allocate(16 + HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt((int) (nanos / 1_000_000_000)).putInt((int) (nanos % 1_000_000_000));
        packet.putInt(HEADERS).putInt(HEADERS);
        packet.order(ByteOrder.BIG_ENDIAN);
        packet.put(new byte[12]).putShort((short) 0x0800);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (HEADERS - 14)).putInt(0);
        packet.put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(0x0a00_0000 + flow).putInt(0xc0a8_0001);
        packet.putShort((short) 40_000)
                .putShort((short) 53)
                .putShort((short) 8)
                .putShort((short) 0);
        return packet.array();
    }
}
