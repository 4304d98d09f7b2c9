package io.ringflow.bench;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.job.export.ipfix.IpfixExport;
import io.ringflow.model.Flow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Sends the flows of {@link HistoryLoad} over IPFIX to nfcapd, which this starts once for each hour
 * of the day, so that nfdump has a file per hour as the history has a directory. Waits for nfcapd
 * whenever datagrams are queued, so that none are lost.
 *
 * <p>Arguments: a directory that does not exist, and how many flows.
 */
public final class CollectorLoad {

    private static final int PORT = 19_995;
    private static final int CHUNK = 1 << 15;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private final Path directory;
    private final ExportTarget target =
            new IpfixExport().read(new GivenOptions(Map.of("collector", "127.0.0.1:" + PORT)));
    private final RecordEncoder encoder = target.encoder(List.of());
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(2 * CHUNK);
    private long chunks;
    private int records;

    private CollectorLoad(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        new CollectorLoad(Path.of(arguments[0])).send(Long.parseLong(arguments[1]));
    }

    private void send(long flows) throws Exception {
        GeneratedFlows generator = new GeneratedFlows(flows);
        Flow next = generator.next();
        while (next != null) {
            long hour = hour(next);
            Path files =
                    Files.createDirectories(directory.resolve("hour=%02d".formatted(hour % 24)));
            Process collector = collect(files);
            try (Delivery delivery = target.connect(context())) {
                while (next != null && hour(next) == hour) {
                    encoder.write(next, chunk);
                    records++;
                    if (chunk.size() >= CHUNK) {
                        deliver(delivery);
                    }
                    next = generator.hasNext() ? generator.next() : null;
                }
                deliver(delivery);
            } finally {
                collector.destroy();
                collector.waitFor();
            }
        }
    }

    private static long hour(Flow flow) {
        return Math.floorDiv(flow.lastNanos(), HOUR_NANOS);
    }

    private static DeliveryContext context() {
        return new DeliveryContext(
                "nfdump", "0".repeat(32), "host-a", "q", false, false, new byte[0]);
    }

    private static Process collect(Path files) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "nfcapd",
                                "-z",
                                ("-w" + files),
                                ("-p" + PORT),
                                ("-t" + Duration.ofDays(1).toSeconds()))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start();
        while (queued() < 0) {
            if (!process.isAlive()) {
                throw new IOException(
                        "nfcapd can't start; is it installed, and port " + PORT + " free?");
            }
            Thread.sleep(20);
        }
        return process;
    }

    private void deliver(Delivery delivery) throws Exception {
        if (records == 0) {
            return;
        }
        delivery.deliver(List.of(new Chunk(chunks++, records, encoder.pack(chunk))));
        chunk.reset();
        records = 0;
        while (queued() > 0) {
            Thread.sleep(1);
        }
    }

    /** Bytes that wait in the collector's socket; -1 if there is none. */
    private static long queued() throws IOException {
        String port = ":%04X".formatted(PORT);
        for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields[1].endsWith(port)) {
                return Long.parseLong(fields[4].substring(fields[4].indexOf(':') + 1), 16);
            }
        }
        return -1;
    }
}
