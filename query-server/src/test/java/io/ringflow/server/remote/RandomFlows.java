package io.ringflow.server.remote;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
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
        return new Flow(
                new FlowId(random.nextInt(), random.nextLong()),
                FlowEvent.NONE,
                IpAddress.v4(0x0a00_0000 + random.nextInt(40)),
                IpAddress.v4(0x0a01_0000 + (int) Math.abs(random.nextGaussian() * 500)),
                random.nextInt(65_536),
                443,
                PROTOCOLS[random.nextInt(PROTOCOLS.length)],
                4,
                -1,
                Tunnel.NONE,
                random.nextBoolean() ? EndReason.NONE : EndReason.IDLE_TIMEOUT,
                new FlowSide(packets, 100 * packets, 0x12, first, first + 5, 0, 0, true),
                FlowSide.SILENT,
                100,
                100,
                10_000 * packets,
                -1,
                0,
                -1,
                -1,
                0,
                InitiatorRule.SYN,
                random.nextInt(3) == 0
                        ? FlowLabels.NONE
                        : new FlowLabels("host" + random.nextInt(9), "", "", ""),
                List.of(new ObserverCount(new Observer("a", "eth0"), packets, 0, 1, first, first)),
                false);
    }
}
