package io.ringflow.bench;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a capture as it might be taken live: a number of flows that stay open, packets at a rate,
 * each with the time of the clock. One packet in ten goes round all flows, so that none falls
 * silent; the others go to few of them mostly. To standard output, or into a file.
 *
 * <p>Usage: {@code LiveTraffic FLOWS PACKETS_PER_SECOND SECONDS [FILE]}; into a file it writes as
 * fast as it can, as if the packets had come at that rate.
 */
public final class LiveTraffic {

    private static final int FRAME_BYTES = 54;
    private static final int RECORD_BYTES = 16 + FRAME_BYTES;
    private static final int PREPARED = 1 << 20;
    private static final int SEED = 7;
    private static final int SERVERS = 5000;
    private static final int[] PORTS = {443, 443, 443, 443, 443, 80, 8080, 22, 5432, 9092};
    private static final int[] SIZES = {40, 40, 40, 576, 1500, 1500, 1500};
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int flows;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Records that are complete except for their time. */
    private final ByteBuffer records =
            ByteBuffer.allocate(PREPARED * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private LiveTraffic(int flows) {
        this.flows = flows;
        for (int i = 0; i < PREPARED; i++) {
            prepare(i);
        }
    }

    /** Writes until the time is over or the reader has gone. */
    public static void main(String[] arguments) throws Exception {
        LiveTraffic traffic = new LiveTraffic(Integer.parseInt(arguments[0]));
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        if (arguments.length > 3) {
            try (OutputStream out =
                    new BufferedOutputStream(
                            new FileOutputStream(Path.of(arguments[3]).toFile()), 1 << 20)) {
                traffic.write(out, rate, seconds, false);
            }
        } else {
            traffic.write(new FileOutputStream(java.io.FileDescriptor.out), rate, seconds, true);
        }
    }

    private void write(OutputStream out, int rate, int seconds, boolean paced)
            throws IOException, InterruptedException {
        out.write(header());
        int perMilli = Math.max(1, rate / 1000);
        long start = System.nanoTime();
        long epochNanos = System.currentTimeMillis() * NANOS_PER_MILLI;
        long worstNanos = 0;
        for (long milli = 0; milli < seconds * 1000L; milli++) {
            long due = start + milli * NANOS_PER_MILLI;
            if (paced) {
                long behind = System.nanoTime() - due;
                if (behind < 0) {
                    Thread.sleep(0, (int) Math.min(999_999, -behind));
                }
                worstNanos = Math.max(worstNanos, behind);
            }
            stampAndWrite(out, milli, perMilli, epochNanos + milli * NANOS_PER_MILLI);
        }
        out.flush();
        System.err.printf("longest behind the rate: %d ms%n", worstNanos / NANOS_PER_MILLI);
    }

    private void stampAndWrite(OutputStream out, long milli, int packets, long nanos)
            throws IOException {
        int from = (int) (milli * packets % (PREPARED - packets));
        long step = NANOS_PER_MILLI / packets;
        for (int i = 0; i < packets; i++) {
            int at = (from + i) * RECORD_BYTES;
            long time = nanos + i * step;
            records.putInt(at, (int) (time / 1_000_000_000));
            records.putInt(at + 4, (int) (time % 1_000_000_000));
            // Those that go round: the next flow each time.
            if (i % 10 == 0) {
                address((int) ((milli * (packets / 10) + i / 10) % flows), at + 16);
            }
        }
        out.write(records.array(), from * RECORD_BYTES, packets * RECORD_BYTES);
    }

    private static byte[] header() {
        return ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2_3c4d)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(1)
                .array();
    }

    private void prepare(int number) {
        int at = number * RECORD_BYTES;
        int size = SIZES[random.nextInt(SIZES.length)];
        records.putInt(at + 8, FRAME_BYTES).putInt(at + 12, 14 + size);
        int frame = at + 16;
        records.order(ByteOrder.BIG_ENDIAN);
        records.putShort(frame + 12, (short) 0x0800);
        int ip = frame + 14;
        records.put(ip, (byte) 0x45).putShort(ip + 2, (short) size);
        records.put(ip + 8, (byte) 64).put(ip + 9, (byte) 6);
        records.put(ip + 32, (byte) 0x50).put(ip + 33, (byte) 0x10);
        records.putShort(ip + 34, (short) 1000);
        records.order(ByteOrder.LITTLE_ENDIAN);
        address((int) (flows * Math.pow(random.nextDouble(), 6)), frame);
    }

    /** Gives a frame the ends of a flow: a client of its own and one of few servers. */
    private void address(int flow, int frame) {
        records.order(ByteOrder.BIG_ENDIAN);
        int server = flow % SERVERS;
        records.putInt(frame + 26, 0x0a00_0000 + flow / 4);
        records.putInt(frame + 30, 0xac10_0000 + server);
        records.putShort(frame + 34, (short) (1024 + flow % 60_000));
        records.putShort(frame + 36, (short) PORTS[server % PORTS.length]);
        records.order(ByteOrder.LITTLE_ENDIAN);
    }
}
