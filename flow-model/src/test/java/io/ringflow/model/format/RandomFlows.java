package io.ringflow.model.format;

import io.ringflow.model.DnsResponse;
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
import io.ringflow.model.Protocols;
import io.ringflow.model.text.TimeText;
import java.util.List;
import java.util.SplittableRandom;

/** Ended flows of every kind, some of them with values at the ends of their ranges. */
final class RandomFlows {

    private static final int[] PROTOCOLS = {
        Protocols.TCP, Protocols.UDP, Protocols.ICMP, Protocols.ICMP6, Protocols.SCTP, 47, 0, 255
    };

    private static final String[] NAMES = {"", "", "example.org", "\"\\\t\u001b\u00e9\ud83d\ude00"};

    private final SplittableRandom random;

    RandomFlows(long seed) {
        random = new SplittableRandom(seed);
    }

    Flow next() {
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        boolean tcp = protocol == Protocols.TCP;
        boolean icmp = protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
        boolean v6 = protocol == Protocols.ICMP6 || random.nextBoolean();
        boolean ports = !icmp && (protocol == Protocols.UDP || tcp || protocol == Protocols.SCTP);
        int replies = random.nextInt(3);
        boolean typed = icmp && random.nextInt(5) > 0;
        return Flow.builder(new FlowId(random.nextInt(), random.nextLong()))
                .event(FlowEvent.END)
                .addresses(address(v6), address(v6))
                .ports(ports ? random.nextInt(65_536) : 0, ports ? random.nextInt(65_536) : 0)
                .protocol(protocol, v6 ? 6 : 4)
                .vlanId(random.nextInt(3) == 0 ? random.nextInt(4096) : -1)
                .endReason(EndReason.of(1 + random.nextInt(5)))
                .sides(
                        replies == 2 ? FlowSide.SILENT : side(tcp),
                        replies == 1 ? FlowSide.SILENT : side(tcp))
                .packetBytes(20, 65_535, 1L << 40)
                .rttNanos(tcp && random.nextBoolean() ? random.nextLong(1L << 40) : -1)
                .zeroWindows(tcp ? random.nextInt(3) : 0)
                .icmp(typed ? random.nextInt(256) : -1, typed ? random.nextInt(256) : -1)
                .dscp(random.nextInt(64))
                .initiatorRule(
                        icmp
                                ? InitiatorRule.of(random.nextInt(2))
                                : InitiatorRule.of(tcp ? random.nextInt(4) : 0))
                .labels(new FlowLabels(name(), name(), "", name(), name(), name()))
                .dns(new DnsResponse(random.nextInt(20) - 1, random.nextLong(1L << 32)))
                .observers(observers())
                .gap(random.nextBoolean())
                .continued(random.nextBoolean())
                .build();
    }

    private IpAddress address(boolean v6) {
        return v6
                ? IpAddress.v6(random.nextInt(4) == 0 ? 0 : random.nextLong(), random.nextLong())
                : IpAddress.v4(random.nextInt());
    }

    private FlowSide side(boolean tcp) {
        long first =
                random.nextInt(20) == 0
                        ? TimeText.OUT_OF_RANGE
                        : random.nextLong() >>> random.nextInt(1, 20);
        long last = first + Math.min(Long.MAX_VALUE - first, random.nextLong(1L << 50));
        long packets = 1 + (random.nextLong() >>> random.nextInt(2, 63));
        FlowSide side = FlowSide.of(packets, packets, first, last);
        return tcp
                ? side.withTcp(
                        random.nextInt(256),
                        random.nextInt(2),
                        random.nextInt(2),
                        random.nextBoolean())
                : side;
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private List<ObserverCount> observers() {
        Observer file = new Observer(Observer.REPLAY_HOST, "a \"b\".pcap");
        Observer wire = new Observer("host-\u00e9", "eth0\u001b");
        return switch (random.nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(count(file));
            default -> List.of(count(wire), count(new Observer("host-b", "eth1")));
        };
    }

    private ObserverCount count(Observer observer) {
        return new ObserverCount(observer, random.nextInt(9), random.nextInt(9), 99, 0, 1);
    }
}
