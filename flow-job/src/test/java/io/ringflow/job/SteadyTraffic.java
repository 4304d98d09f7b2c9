package io.ringflow.job;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes a capture of UDP packets at a constant rate, so that the number of packets before any time
 * is known.
 *
 * @param packets number of packets
 * @param flows number of flows among which the packets are distributed at random
 * @param stepNanos time from one packet to the next
 */
record SteadyTraffic(int packets, int flows, long stepNanos) {

    static final long START_NANOS = 1_700_000_000_000_000_000L;

    private static final int BYTES = 28;

    void write(Path file, long seed) throws IOException {
        Random random = new Random(seed);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
            header.putInt(16, 262_144).putInt(20, 101);
            out.write(header.array());
            for (int i = 0; i < packets; i++) {
                out.write(packet(START_NANOS + i * stepNanos, random.nextInt(flows)));
            }
        }
    }

    private static byte[] packet(long time, int flow) {
        ByteBuffer packet = ByteBuffer.allocate(16 + BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt((int) (time / 1_000_000_000)).putInt((int) (time % 1_000_000_000));
        packet.putInt(BYTES).putInt(BYTES).order(ByteOrder.BIG_ENDIAN);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) BYTES).putInt(0);
        packet.put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(0x0a000000 + flow / 100).putInt(0xc0a80001);
        packet.putShort((short) (10_000 + flow % 100)).putShort((short) 53).putShort((short) 8);
        return packet.array();
    }

    /** Returns the start of the last packet's second, which is the job's last watermark. */
    long endNanos() {
        long last = START_NANOS + (packets - 1) * stepNanos;
        return last - Math.floorMod(last, 1_000_000_000L);
    }

    /** Returns the number of packets before a time. */
    long before(long nanos) {
        return nanos == Long.MIN_VALUE
                ? 0
                : Math.clamp(Math.ceilDiv(nanos - START_NANOS, stepNanos), 0, packets);
    }
}
