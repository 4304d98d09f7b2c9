package io.ringflow.bench;

import io.ringflow.history.store.HistoryTarget;
import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Writes generated flows of a day into a history, as the export does: 70 % TCP, 25 % UDP, clients
 * of a /12, servers by a power law. Prints rows and processor time per second, and bytes per flow.
 *
 * <p>Arguments: a directory that does not exist, and how many flows.
 */
public final class HistoryLoad {

    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final Observer OBSERVER = new Observer("host-a", "eth0");
    private static final int[] PORTS = {443, 443, 443, 80, 53, 22, 8080, 993, 123, 3306};
    private static final int CHUNK = 1 << 16;
    private static final int BATCH = 16 << 20;

    private final SplittableRandom random = new SplittableRandom(43);
    private final Delivery delivery;
    private final RecordEncoder encoder;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    private final List<Chunk> batch = new ArrayList<>();
    private long batchBytes;
    private long chunks;
    private int records;

    private HistoryLoad(Delivery delivery, RecordEncoder encoder) {
        this.delivery = delivery;
        this.encoder = encoder;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        long flows = Long.parseLong(arguments[1]);
        HistoryTarget target =
                new HistoryTarget(directory.toString(), Duration.ofDays(30_000), Long.MAX_VALUE);
        DeliveryContext context =
                new DeliveryContext("history", "job", "host-a", "q", false, false, new byte[0]);
        long start = System.nanoTime();
        long cpu = processorNanos();
        try (Delivery delivery = target.connect(context)) {
            new HistoryLoad(delivery, target.encoder(List.of())).write(flows);
        }
        long nanos = System.nanoTime() - start;
        long bytes = size(directory);
        System.out.printf(
                "%d flows, %.1f s, %.0f flows/s, %.2f us of processor time per flow,"
                        + " %d bytes, %.1f bytes/flow%n",
                flows,
                nanos / 1e9,
                flows * 1e9 / nanos,
                (processorNanos() - cpu) / 1e3 / flows,
                bytes,
                (double) bytes / flows);
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long size(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(directory)) {
            files = tree.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private void write(long flows) throws Exception {
        long from = Math.multiplyExact(DAY.getEpochSecond(), 1_000_000_000L);
        for (long i = 0; i < flows; i++) {
            encoder.write(flow(i, from + (long) ((double) DAY_NANOS * i / flows)), chunk);
            records++;
            if (chunk.size() >= CHUNK) {
                closeChunk();
            }
        }
        closeChunk();
        deliver();
    }

    private void closeChunk() throws Exception {
        if (records > 0) {
            batch.add(new Chunk(chunks++, records, chunk.toByteArray()));
            batchBytes += chunk.size();
            chunk.reset();
            records = 0;
        }
        if (batchBytes >= BATCH) {
            deliver();
        }
    }

    private void deliver() throws Exception {
        if (!batch.isEmpty()) {
            delivery.deliver(List.copyOf(batch));
            batch.clear();
            batchBytes = 0;
        }
    }

    private Flow flow(long number, long end) {
        boolean tcp = random.nextInt(100) < 70;
        double rank = Math.pow(random.nextDouble(), 4);
        int server = (int) (rank * 50_000);
        int port = PORTS[(int) (rank * 40) % PORTS.length];
        long duration = (long) (-Math.log(1 - random.nextDouble()) * 2e9) / 1_000 * 1_000;
        long packets = 1 + (long) (Math.pow(random.nextDouble(), 6) * 2_000);
        long answers = 1 + packets * random.nextInt(60, 140) / 100;
        long bytes = packets * random.nextInt(52, 300);
        long answered = answers * random.nextInt(60, 1_500);
        long last = end / 1_000 * 1_000;
        long first = last - duration;
        FlowSide src = FlowSide.of(packets, bytes, first, last);
        FlowSide dst = FlowSide.of(answers, answered, first + duration / 10, last - duration / 20);
        return Flow.builder(new FlowId(random.nextInt(), number))
                .event(FlowEvent.END)
                .addresses(
                        IpAddress.v4(0x0a000000 | random.nextInt(1 << 20)),
                        IpAddress.v4(0xc6120000 + server))
                .ports(random.nextInt(32_768, 61_000), port)
                .protocol(tcp ? Protocols.TCP : Protocols.UDP, 4)
                .endReason(tcp ? EndReason.END_OF_FLOW : EndReason.IDLE_TIMEOUT)
                .sides(
                        tcp ? src.withTcp(0x1b, 0, 0, true) : src,
                        tcp ? dst.withTcp(0x1b, 0, 0, true) : dst)
                .packetBytes(52, 1_500, (bytes + answered) * 900)
                .rttNanos(tcp ? random.nextLong(200_000, 80_000_000) : -1)
                .initiatorRule(tcp ? InitiatorRule.SYN : InitiatorRule.FIRST_PACKET)
                .observers(
                        List.of(
                                new ObserverCount(
                                        OBSERVER, packets, answers, bytes + answered, first, last)))
                .build();
    }
}
