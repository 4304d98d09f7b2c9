package io.ringflow.bench;

import com.sun.management.OperatingSystemMXBean;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes generated flows of a day into a history, as the export does. Prints the time and the
 * processor time of the whole process per flow, without the generator and the warm-up, and the
 * bytes per flow.
 *
 * <p>Arguments: a directory that does not exist, how many flows, and how many of them are warm-up.
 */
public final class HistoryLoad {

    private static final int CHUNK = 1 << 16;
    private static final int BATCH = 16 << 20;
    private static final int GROUP = 1_000;

    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Delivery delivery;
    private final RecordEncoder encoder;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    private final List<Chunk> batch = new ArrayList<>();
    private long batchBytes;
    private long chunks;
    private int records;
    private long generatorNanos;
    private long startNanos;
    private long startProcessorNanos;

    private HistoryLoad(Delivery delivery, RecordEncoder encoder) {
        this.delivery = delivery;
        this.encoder = encoder;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        long flows = Long.parseLong(arguments[1]);
        long warmUp = arguments.length > 2 ? Long.parseLong(arguments[2]) : 0;
        HistoryTarget target =
                new HistoryTarget(directory.toString(), Duration.ofDays(30_000), Long.MAX_VALUE);
        DeliveryContext context =
                new DeliveryContext("history", "job", "host-a", "q", false, false, new byte[0]);
        try (Delivery delivery = target.connect(context)) {
            new HistoryLoad(delivery, target.encoder(List.of())).write(flows, warmUp);
        }
        long bytes = size(directory);
        System.out.printf("%d bytes, %.1f bytes/flow%n", bytes, (double) bytes / flows);
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

    private void write(long flows, long warmUp) throws Exception {
        GeneratedFlows generator = new GeneratedFlows(flows);
        long written = 0;
        long measuredFrom = 0;
        List<Flow> group = new ArrayList<>(GROUP);
        start();
        while (generator.hasNext()) {
            long processor = threads.getCurrentThreadCpuTime();
            group.clear();
            while (group.size() < GROUP && generator.hasNext()) {
                group.add(generator.next());
            }
            generatorNanos += threads.getCurrentThreadCpuTime() - processor;
            for (Flow flow : group) {
                add(flow);
            }
            written += group.size();
            if (measuredFrom == 0 && warmUp > 0 && written >= warmUp) {
                closeChunk();
                deliver();
                measuredFrom = written;
                start();
            }
        }
        closeChunk();
        deliver();
        print(written - measuredFrom);
    }

    private void start() {
        generatorNanos = 0;
        startNanos = System.nanoTime();
        startProcessorNanos = system.getProcessCpuTime();
    }

    private void print(long flows) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        long processor = system.getProcessCpuTime() - startProcessorNanos - generatorNanos;
        System.out.printf(
                "%d flows, %.1f s, %.2f us of processor time per flow, and %.2f us to generate it%n",
                flows, seconds, processor / 1e3 / flows, generatorNanos / 1e3 / flows);
    }

    private void add(Flow flow) throws Exception {
        encoder.write(flow, chunk);
        records++;
        if (chunk.size() >= CHUNK) {
            closeChunk();
        }
        if (batchBytes >= BATCH) {
            deliver();
        }
    }

    private void closeChunk() {
        if (records > 0) {
            batch.add(new Chunk(chunks++, records, encoder.pack(chunk)));
            batchBytes += chunk.size();
            chunk.reset();
            records = 0;
        }
    }

    private void deliver() throws Exception {
        if (!batch.isEmpty()) {
            delivery.deliver(List.copyOf(batch));
            batch.clear();
            batchBytes = 0;
        }
    }
}
