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
 * Writes a capture of random traffic that is hard on flow tracking: ports reused within a second,
 * silences around the timeouts, packets out of order and later than allowed, equal times.
 */
public final class RandomTraffic {

    private static final int HEADERS = 14 + 20 + 20;
    private static final byte[] FLAGS = {0x02, 0x12, 0x10, 0x18, 0x11, 0x10, 0x04, 0x10, 0x18};

    private final Random random;
    private final ByteBuffer packet =
            ByteBuffer.allocate(16 + HEADERS).order(ByteOrder.LITTLE_ENDIAN);

    /** Creates traffic that depends only on the seed. */
    public RandomTraffic(long seed) {
        random = new Random(seed);
    }

    /** Writes a pcap file with nanosecond times. */
    public void write(Path file, int packets, int hosts) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
            header.putInt(16, 262_144).putInt(20, 1);
            out.write(header.array());
            long now = 1_700_000_000_000_000_000L + random.nextInt(1_000_000_000);
            for (int i = 0; i < packets; i++) {
                now += step(i, packets);
                out.write(packet(now - disorder(), hosts));
            }
        }
    }

    private long step(int i, int packets) {
        if (i == packets / 3) {
            return 61_000_000_000L;
        }
        if (i == packets / 2) {
            return 119_000_000_000L;
        }
        int kind = random.nextInt(1000);
        return kind == 0
                ? random.nextInt(2_000_000_000)
                : kind < 100 ? 0 : random.nextInt(2_000_000);
    }

    private long disorder() {
        int kind = random.nextInt(200);
        return kind == 0
                ? 1_000_000_000L + random.nextInt(2_000_000_000)
                : kind < 20 ? random.nextInt(900_000_000) : 0;
    }

    private byte[] packet(long time, int hosts) {
        int protocol = random.nextInt(4) == 0 ? 17 : 6;
        int size = 40 + random.nextInt(1400);
        packet.clear();
        packet.order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt((int) (time / 1_000_000_000)).putInt((int) (time % 1_000_000_000));
        packet.putInt(HEADERS).putInt(14 + size);
        packet.order(ByteOrder.BIG_ENDIAN);
        packet.put(new byte[12]).putShort((short) 0x0800);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) size).putInt(0);
        packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        boolean forward = random.nextBoolean();
        int client = 0x0a000000 + random.nextInt(hosts);
        int server = 0xc0a80000 + random.nextInt(3);
        packet.putInt(forward ? client : server).putInt(forward ? server : client);
        short port = (short) (40_000 + random.nextInt(4));
        packet.putShort(forward ? port : 443).putShort(forward ? 443 : port);
        packet.putInt(random.nextInt())
                .putInt(0)
                .put((byte) 0x50)
                .put(FLAGS[random.nextInt(FLAGS.length)]);
        packet.put(new byte[6]);
        return packet.array();
    }
}
