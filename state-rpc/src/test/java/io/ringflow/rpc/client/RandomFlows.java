package io.ringflow.rpc.client;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random flows that often have equal values in the fields by which lists are sorted. */
final class RandomFlows {

    /** 2026-01-01T00:00:00Z. */
    static final long NANOS = 1_767_225_600_000_000_000L;

    private static final int[] PROTOCOLS = {1, 6, 17, 47, 132};

    private final Random random;

    RandomFlows(long seed) {
        random = new Random(seed);
    }

    List<Flow> list(int count) {
        return Stream.generate(this::flow).limit(count).toList();
    }

    private Flow flow() {
        long first = NANOS + random.nextInt(5) * 1_000_000_000L + random.nextInt(3);
        long packets = 1L + random.nextInt(20);
        FlowSide src =
                FlowSide.of(packets, 100 * packets, first, first + 5).withTcp(0x12, 0, 0, true);
        Observer observer = new Observer("a", "eth0");
        return Flow.builder(new FlowId(random.nextInt(), random.nextLong()))
                .addresses(
                        IpAddress.v4(0x0a00_0000 + random.nextInt(40)),
                        IpAddress.v4(0x0a01_0000 + (int) Math.abs(random.nextGaussian() * 500)))
                .ports(random.nextInt(65_536), 443)
                .protocol(PROTOCOLS[random.nextInt(PROTOCOLS.length)], 4)
                .endReason(random.nextBoolean() ? EndReason.NONE : EndReason.IDLE_TIMEOUT)
                .sides(src, FlowSide.SILENT)
                .packetBytes(100, 100, 10_000 * packets)
                .initiatorRule(InitiatorRule.SYN)
                .labels(
                        random.nextInt(3) == 0
                                ? FlowLabels.NONE
                                : new FlowLabels("host" + random.nextInt(9), "", "", "", "", ""))
                .observers(List.of(new ObserverCount(observer, packets, 0, 1, first, first)))
                .build();
    }
}
