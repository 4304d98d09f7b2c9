package io.ringflow.bench;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Writes a capture as it might be taken live: a number of flows that stay open, packets at a rate,
 * each with the time of the clock. One packet in ten goes round all flows, so that none falls
 * silent; the others go to few of them mostly. To standard output, or into a file.
 *
 * <p>Usage: {@code LiveTraffic FLOWS PACKETS_PER_SECOND SECONDS [FILE [OPENED_PER_SECOND]]}; into a
 * file it writes as fast as it can, as if the packets had come at that rate; {@code -} is standard
 * output. With {@code OPENED_PER_SECOND}, one packet of each flow comes first, at that rate.
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
    private final OutputStream out;
    private final boolean paced;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Records that are complete except for their time. */
    private final ByteBuffer records =
            ByteBuffer.allocate(PREPARED * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private long startNanos;
    private long epochNanos;
    private long worstNanos;

    /**
     * Prepares the packets.
     *
     * @param paced whether to wait until each packet is due
     */
    private LiveTraffic(int flows, OutputStream out, boolean paced) {
        this.flows = flows;
        this.out = out;
        this.paced = paced;
        for (int i = 0; i < PREPARED; i++) {
            prepare(i);
        }
    }

    /** Writes until the time is over or the reader has gone. */
    public static void main(String[] arguments) throws Exception {
        int flows = Integer.parseInt(arguments[0]);
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        String file = arguments.length > 3 ? arguments[3] : "-";
        int openRate = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 0;
        if (file.equals("-")) {
            new LiveTraffic(flows, new FileOutputStream(java.io.FileDescriptor.out), true)
                    .write(rate, seconds, openRate);
        } else {
            try (OutputStream out =
                    new BufferedOutputStream(
                            new FileOutputStream(Path.of(file).toFile()), 1 << 20)) {
                new LiveTraffic(flows, out, false).write(rate, seconds, openRate);
            }
        }
    }

    private void write(int rate, int seconds, int openRate)
            throws IOException, InterruptedException {
        out.write(header());
        startNanos = System.nanoTime();
        epochNanos = System.currentTimeMillis() * NANOS_PER_MILLI;
        long openMillis = openRate == 0 ? 0 : open(perMilli(openRate));
        for (long milli = 0; milli < seconds * 1000L; milli++) {
            waitFor(openMillis + milli);
            stampAndWrite(milli, perMilli(rate), openMillis);
        }
        out.flush();
        System.err.printf("longest behind the rate: %d ms%n", worstNanos / NANOS_PER_MILLI);
    }

    private static int perMilli(int perSecond) {
        return Math.max(1, perSecond / 1000);
    }

    /** Writes one packet of each flow. Returns the milliseconds of traffic that it wrote. */
    private long open(int perMilli) throws IOException, InterruptedException {
        byte[] copy = Arrays.copyOf(records.array(), perMilli * RECORD_BYTES);
        ByteBuffer opening = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        long milli = 0;
        for (int flow = 0; flow < flows; flow += perMilli, milli++) {
            waitFor(milli);
            int packets = Math.min(perMilli, flows - flow);
            for (int i = 0; i < packets; i++) {
                address(opening, flow + i, i * RECORD_BYTES + 16);
            }
            stamp(opening, 0, packets, milli);
            out.write(copy, 0, packets * RECORD_BYTES);
        }
        System.err.printf("%d flows open%n", flows);
        return milli;
    }

    private void waitFor(long milli) throws InterruptedException {
        if (!paced) {
            return;
        }
        long behind = System.nanoTime() - startNanos - milli * NANOS_PER_MILLI;
        if (behind < 0) {
            Thread.sleep(0, (int) Math.min(999_999, -behind));
        }
        worstNanos = Math.max(worstNanos, behind);
    }

    private void stampAndWrite(long milli, int packets, long openMillis) throws IOException {
        int from = (int) (milli * packets % (PREPARED - packets));
        stamp(records, from, packets, openMillis + milli);
        // Those that go round: the next flow each time.
        for (int i = 0; i < packets; i += 10) {
            int flow = (int) ((milli * (packets / 10) + i / 10) % flows);
            address(records, flow, (from + i) * RECORD_BYTES + 16);
        }
        out.write(records.array(), from * RECORD_BYTES, packets * RECORD_BYTES);
    }

    private void stamp(ByteBuffer packets, int from, int count, long milli) {
        long step = NANOS_PER_MILLI / count;
        for (int i = 0; i < count; i++) {
            long time = epochNanos + milli * NANOS_PER_MILLI + i * step;
            int at = (from + i) * RECORD_BYTES;
            packets.putInt(at, (int) (time / 1_000_000_000));
            packets.putInt(at + 4, (int) (time % 1_000_000_000));
        }
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
        address(records, (int) (flows * Math.pow(random.nextDouble(), 6)), frame);
    }

    /** Gives a frame the ends of a flow: a client of its own and one of few servers. */
    private static void address(ByteBuffer packets, int flow, int frame) {
        packets.order(ByteOrder.BIG_ENDIAN);
        int server = flow % SERVERS;
        packets.putInt(frame + 26, 0x0a00_0000 + flow / 4);
        packets.putInt(frame + 30, 0xac10_0000 + server);
        packets.putShort(frame + 34, (short) (1024 + flow % 60_000));
        packets.putShort(frame + 36, (short) PORTS[server % PORTS.length]);
        packets.order(ByteOrder.LITTLE_ENDIAN);
    }
}
