package io.ringflow.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.field.FlowField;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processor time per flow of encoding and delivery, with the broker in another process. Not part of
 * the build: name it with {@code -Dit.test}.
 */
class KafkaCostBenchmark {

    private static final int FLOWS = 200_000;
    private static final int CHUNK = 1 << 16;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir private Path directory;

    /** A broker that runs until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(Path.of(arguments[0]))) {
            for (int i = 1; i < arguments.length; i++) {
                kafka.createTopic(arguments[i], Map.of());
            }
            KafkaTarget target =
                    kafka.target("any", RecordFormat.JSON, Guarantee.AT_LEAST_ONCE, Map.of());
            System.out.println("servers " + kafka.servers() + " " + target.secretsFile());
            while (System.in.read() >= 0) {
                // until the benchmark ends
            }
        }
    }

    @Test
    void measuresProcessorTimePerFlow() throws Exception {
        List<Flow> flows = flows();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KafkaCostBenchmark.class.getName(),
                                directory.toString()));
        List<KafkaTarget> targets = targets("", "");
        targets.forEach(target -> command.add(target.topic()));
        Process broker =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = broker.inputReader()) {
            String line = out.readLine();
            while (!line.startsWith("servers ")) {
                line = out.readLine();
            }
            List<String> words = List.of(line.split(" ", -1));
            for (KafkaTarget target : targets(words.get(1), words.get(2))) {
                measure(target, flows, "warm-up");
                System.out.println(measure(target, flows, "measured"));
            }
        } finally {
            broker.outputWriter().close();
            broker.waitFor();
        }
    }

    private static List<KafkaTarget> targets(String servers, String secrets) {
        List<KafkaTarget> targets = new ArrayList<>();
        for (RecordFormat format : RecordFormat.values()) {
            for (String compression : List.of("none", "lz4", "zstd")) {
                targets.add(target(servers, secrets, format, compression, Guarantee.AT_LEAST_ONCE));
            }
            targets.add(target(servers, secrets, format, "lz4", Guarantee.EXACTLY_ONCE));
        }
        return targets;
    }

    private static KafkaTarget target(
            String servers,
            String secrets,
            RecordFormat format,
            String compression,
            Guarantee guarantee) {
        Map<String, String> properties =
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "compression.type",
                        compression);
        String topic = format + "-" + compression + "-" + guarantee;
        return new KafkaTarget(topic, servers, format, false, guarantee, properties, secrets);
    }

    private static String measure(KafkaTarget target, List<Flow> flows, String queue)
            throws Exception {
        DeliveryContext context =
                new DeliveryContext(
                        "cost",
                        "job",
                        "host",
                        target.topic() + queue,
                        false,
                        true,
                        Delivery.NO_POSITION);
        RecordEncoder encoder = target.encoder(List.of(FlowField.values()));
        try (Delivery delivery = target.connect(context)) {
            long started = System.nanoTime();
            long cpu = SYSTEM.getProcessCpuTime();
            long encoding = 0;
            long bytes = 0;
            long number = 0;
            List<Chunk> batch = new ArrayList<>();
            long batchBytes = 0;
            ByteArrayOutputStream out = new ByteArrayOutputStream(2 * CHUNK);
            for (int i = 0; i < flows.size(); ) {
                long before = THREADS.getCurrentThreadCpuTime();
                int first = i;
                while (i < flows.size() && out.size() < CHUNK) {
                    encoder.write(flows.get(i++), out);
                }
                encoding += THREADS.getCurrentThreadCpuTime() - before;
                batch.add(new Chunk(number++, i - first, out.toByteArray()));
                batchBytes += out.size();
                out.reset();
                if (batchBytes >= target.batching().bytes() || i == flows.size()) {
                    bytes += batchBytes;
                    delivery.deliver(batch);
                    batch.clear();
                    batchBytes = 0;
                }
            }
            long wall = System.nanoTime() - started;
            cpu = SYSTEM.getProcessCpuTime() - cpu;
            return String.format(
                    Locale.ROOT,
                    "%-24s %6d flows/s, %5d ns CPU per flow (encoding %d), %4d bytes encoded",
                    target.topic(),
                    flows.size() * 1_000_000_000L / wall,
                    cpu / flows.size(),
                    encoding / flows.size(),
                    bytes / flows.size());
        }
    }

    /** Flows with addresses, ports, times and counters that differ. */
    private static List<Flow> flows() {
        Random random = new Random(1);
        List<Flow> flows = new ArrayList<>(FLOWS);
        for (int i = 0; i < FLOWS; i++) {
            FlowFixture flow = new FlowFixture();
            flow.id = new FlowId(random.nextInt(), random.nextLong());
            flow.srcAddr = "10.%d.%d.7".formatted(random.nextInt(256), random.nextInt(256));
            flow.dstAddr = "192.0.%d.%d".formatted(random.nextInt(4), random.nextInt(256));
            flow.srcPort = 1024 + random.nextInt(60_000);
            long first = FlowFixture.FIRST + i * 10_000L;
            long packets = 1L + random.nextInt(100);
            long last = first + random.nextInt(1_000_000_000);
            flow.src = FlowSide.of(packets, packets * 90, first, last).withTcp(0x1b, 0, 0, true);
            flow.dst = FlowSide.of(packets, packets * 900, first, last).withTcp(0x1b, 0, 0, true);
            flow.rttNanos = random.nextInt(100_000_000);
            flows.add(flow.flow());
        }
        return flows;
    }
}
