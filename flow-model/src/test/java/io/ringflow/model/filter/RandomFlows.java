package io.ringflow.model.filter;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.util.List;
import java.util.Random;

/** Flows whose values come from small pools, so that random filters often match. */
public final class RandomFlows {

    static final List<String> ADDRESSES =
            List.of(
                    "10.0.0.1",
                    "10.0.0.2",
                    "10.0.1.9",
                    "10.200.0.1",
                    "192.0.2.1",
                    "0.0.0.0",
                    "255.255.255.255",
                    "::ffff:10.0.0.1",
                    "::ffff:255.255.255.255",
                    "::1:0:0:0",
                    "2001:db8::1",
                    "2001:db8:0:1::2",
                    "fe80::1",
                    "::",
                    "::1");

    static final List<Long> NUMBERS =
            List.of(0L, 1L, 2L, 4L, 6L, 8L, 17L, 53L, 80L, 443L, 1000L, 1024L, 1500L, 8000L);

    static final List<String> TEXTS =
            List.of(
                    "a",
                    "A",
                    "eth0",
                    "h2",
                    "Example.com",
                    "www.example.COM",
                    "a b",
                    "q\"\\001",
                    "*");

    private static final int[] PROTOCOLS = {1, 6, 6, 6, 17, 58, 132, 47, 99};

    /** Nanoseconds between the times of flows. */
    static final long[] STEPS = {0, 1, 500_000, 1_000_000, 2_000_000_000L, 86_400_000_000_000L};

    private final Random random;

    public RandomFlows(Random random) {
        this.random = random;
    }

    /** The next flow. */
    public Flow next() {
        FlowFixture flow = new FlowFixture();
        flow.between(
                pick(ADDRESSES),
                number(),
                pick(ADDRESSES),
                number(),
                PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
        flow.id = new FlowId(random.nextInt(4), random.nextInt(4));
        flow.event = pick(List.of(FlowEvent.values()));
        flow.vlanId = random.nextInt(4) - 1;
        flow.tunnel = random.nextBoolean() ? Tunnel.NONE : tunnel();
        flow.endReason = pick(List.of(EndReason.values()));
        flow.src = side();
        flow.dst = random.nextInt(3) == 0 ? FlowSide.SILENT : side();
        flow.rttNanos = random.nextBoolean() ? -1 : STEPS[random.nextInt(STEPS.length)];
        flow.zeroWindows = random.nextInt(3);
        flow.icmpType = random.nextBoolean() ? -1 : random.nextInt(9);
        flow.icmpCode = random.nextInt(3);
        flow.rule = pick(List.of(InitiatorRule.values()));
        flow.labels = new FlowLabels(label(), label(), "", "", label(), label());
        flow.observers =
                random.nextBoolean()
                        ? List.of(FlowFixture.observer(pick(TEXTS), pick(TEXTS)))
                        : List.of(
                                FlowFixture.observer(pick(TEXTS), pick(TEXTS)),
                                FlowFixture.observer(pick(TEXTS), pick(TEXTS)));
        flow.gap = random.nextInt(4) == 0;
        flow.continued = random.nextInt(4) == 0;
        return flow.flow();
    }

    private Tunnel tunnel() {
        List<TunnelType> types = List.of(TunnelType.values());
        return new Tunnel(
                types.get(1 + random.nextInt(types.size() - 1)),
                random.nextInt(5) - 1,
                IpAddress.parse(pick(ADDRESSES)),
                IpAddress.parse(pick(ADDRESSES)));
    }

    private FlowSide side() {
        long first = FlowFixture.FIRST + STEPS[random.nextInt(STEPS.length)];
        long packets = 1L + random.nextInt(5);
        long last = first + STEPS[random.nextInt(STEPS.length)];
        return FlowSide.of(packets, packets + number(), first, last)
                .withTcp(
                        random.nextInt(4) * 0x11 | random.nextInt(8),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextBoolean());
    }

    private String label() {
        return random.nextBoolean() ? "" : pick(TEXTS);
    }

    private int number() {
        return pick(NUMBERS).intValue();
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
