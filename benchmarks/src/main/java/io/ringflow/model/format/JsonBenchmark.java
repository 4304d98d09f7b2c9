package io.ringflow.model.format;

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
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a line of JSON costs: with the project's own text, and with Jackson's generator. Takes turns
 * within one run and measures the thread's CPU time, so that other load on the machine matters
 * little. Prints nanoseconds per flow.
 */
public final class JsonBenchmark {

    private static final int ROUNDS = 40;
    private static final int WARM_UP = 15;
    private static final int FLOWS = 100_000;
    private static final int BATCH = 256;
    private static final long NANOS = 1_767_323_045_000_000_006L;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Flow[] flows = new Flow[FLOWS];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
    private final FlowWriter ownText = FlowWriter.Format.NDJSON.writer();
    private final FlowWriter jackson = new JacksonWriter(List.of(FlowField.values()));

    private JsonBenchmark() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < FLOWS; i++) {
            flows[i] = flow(random);
        }
        if (!Arrays.equals(written(ownText), written(jackson))) {
            throw new IllegalStateException("The writers differ");
        }
    }

    /** Runs the comparison. */
    public static void main(String[] args) {
        JsonBenchmark benchmark = new JsonBenchmark();
        long[] own = new long[ROUNDS];
        long[] jackson = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            own[round] = benchmark.nanosPerFlow(benchmark.ownText);
            jackson[round] = benchmark.nanosPerFlow(benchmark.jackson);
        }
        print("own text", own);
        print("Jackson", jackson);
    }

    private static void print(String name, long[] nanos) {
        long[] sorted = Arrays.copyOfRange(nanos, WARM_UP, ROUNDS);
        Arrays.sort(sorted);
        System.out.printf(
                "%-8s  least %d, median %d ns per flow%n",
                name, sorted[0], sorted[sorted.length / 2]);
    }

    private long nanosPerFlow(FlowWriter writer) {
        long before = THREADS.getCurrentThreadCpuTime();
        writeAll(writer);
        return (THREADS.getCurrentThreadCpuTime() - before) / FLOWS;
    }

    private byte[] written(FlowWriter writer) {
        out.reset();
        for (int i = 0; i < BATCH; i++) {
            writer.write(flows[i], out);
        }
        return out.toByteArray();
    }

    private static Flow flow(SplittableRandom random) {
        boolean tcp = random.nextInt(10) < 7;
        long packets = 1 + random.nextLong(40);
        long first = NANOS + random.nextLong(60_000_000_000L);
        long last = first + random.nextLong(2_000_000_000L);
        FlowSide src = FlowSide.of(packets, packets * 90, first, last);
        FlowSide dst = FlowSide.of(packets, packets * 900, first + 300_000, last);
        Observer observer = new Observer("replay", "capture.pcap");
        return Flow.builder(new FlowId(random.nextInt(), random.nextLong()))
                .event(FlowEvent.END)
                .addresses(
                        IpAddress.v4(0x0a00_0000 + random.nextInt(1 << 16)),
                        IpAddress.v4(random.nextInt()))
                .ports(32_768 + random.nextInt(28_000), random.nextBoolean() ? 443 : 53)
                .protocol(tcp ? Protocols.TCP : Protocols.UDP, 4)
                .endReason(EndReason.IDLE_TIMEOUT)
                .sides(
                        tcp ? src.withTcp(0x1b, 0, 0, true) : src,
                        tcp ? dst.withTcp(0x1b, 1, 0, true) : dst)
                .packetBytes(40, 1500, packets * 800_000)
                .rttNanos(tcp ? 300_000 : -1)
                .initiatorRule(tcp ? InitiatorRule.SYN : InitiatorRule.FIRST_PACKET)
                .observers(
                        List.of(
                                new ObserverCount(
                                        observer, packets, packets, packets * 990, first, last)))
                .build();
    }

    private void writeAll(FlowWriter writer) {
        for (int i = 0; i < FLOWS; i++) {
            if (i % BATCH == 0) {
                out.reset();
            }
            writer.write(flows[i], out);
        }
    }
}
