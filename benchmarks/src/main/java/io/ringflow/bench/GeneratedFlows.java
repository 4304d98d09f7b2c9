package io.ringflow.bench;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates the ended flows of one day, the same ones each time: 70 % TCP, 30 % UDP, clients of a
 * /12, 50 000 servers by a power law. Not thread-safe.
 */
final class GeneratedFlows {

    /** The day's first moment. */
    static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final Observer OBSERVER = new Observer("host-a", "eth0");
    private static final int[] PORTS = {443, 443, 443, 80, 53, 22, 8080, 993, 123, 3306};

    private final SplittableRandom random = new SplittableRandom(43);
    private final long start = Math.multiplyExact(DAY.getEpochSecond(), 1_000_000_000L);
    private final long flows;
    private long number;

    /** Spreads this many flows evenly over the day. */
    GeneratedFlows(long flows) {
        this.flows = flows;
    }

    boolean hasNext() {
        return number < flows;
    }

    /** The next flow by its end. */
    Flow next() {
        long end = start + (long) ((double) DAY_NANOS * number / flows);
        return flow(number++, end);
    }

    private Flow flow(long sequence, long end) {
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
        return Flow.builder(new FlowId(random.nextInt(), sequence))
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
