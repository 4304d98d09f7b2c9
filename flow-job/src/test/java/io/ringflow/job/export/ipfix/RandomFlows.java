package io.ringflow.job.export.ipfix;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Ended flows of all shapes, each with addresses of its own. */
final class RandomFlows {

    private static final long START = 1_700_000_000_000_000_000L;
    private static final int[] PROTOCOLS = {6, 6, 17, 17, 1, 58, 132, 47, 50};
    private static final TunnelType[] TUNNELS = {
        TunnelType.VXLAN, TunnelType.NVGRE, TunnelType.GRE, TunnelType.IPIP
    };

    private final Random random;

    RandomFlows(long seed) {
        random = new Random(seed);
    }

    List<Flow> list(int count) {
        return IntStream.range(0, count).mapToObj(this::flow).toList();
    }

    private Flow flow(int number) {
        int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        boolean v6 = protocol == Protocols.ICMP6 || (protocol != Protocols.ICMP && chance(3));
        boolean ports = protocol == 6 || protocol == 17 || protocol == 132;
        Flow.Builder flow =
                Flow.builder(new FlowId(number, number))
                        .event(FlowEvent.END)
                        .addresses(address(v6, 2 * number), address(v6, 2 * number + 1))
                        .protocol(protocol, v6 ? 6 : 4)
                        .ports(ports ? random.nextInt(65_536) : 0, ports ? 1 + number % 9000 : 0)
                        .vlanId(chance(4) ? random.nextInt(4096) : -1)
                        .endReason(EndReason.of(1 + random.nextInt(5)))
                        .dscp(random.nextInt(64))
                        .observers(List.of(observer("host-a", number), observer("host-b", number)));
        if (chance(4)) {
            flow.tunnel(tunnel());
        }
        if (protocol == Protocols.ICMP || protocol == Protocols.ICMP6) {
            flow.icmp(protocol == Protocols.ICMP ? 8 : 128, 0);
        }
        return sides(flow, protocol).build();
    }

    private Flow.Builder sides(Flow.Builder flow, int protocol) {
        long first = START + random.nextInt(1_000_000_000) * 3_600L;
        FlowSide src = side(first, protocol);
        FlowSide dst = chance(3) ? FlowSide.SILENT : side(first + 1_234_567, protocol);
        return flow.sides(src, dst).packetBytes(40, 1500, 0);
    }

    private FlowSide side(long first, int protocol) {
        long packets = 1 + (long) random.nextInt(chance(10) ? 2_000_000_000 : 100);
        FlowSide side =
                FlowSide.of(packets, packets * 700, first, first + random.nextInt(1_000_000_000));
        return protocol == Protocols.TCP ? side.withTcp(random.nextInt(256), 0, 0, false) : side;
    }

    private Tunnel tunnel() {
        TunnelType type = TUNNELS[random.nextInt(TUNNELS.length)];
        long id = type.hasId() ? random.nextInt(1 << 24) : Tunnel.NO_ID;
        return new Tunnel(type, id, address(false, 1), address(false, 2));
    }

    private static ObserverCount observer(String host, int number) {
        return new ObserverCount(new Observer(host, "eth" + number % 3), 1, 1, 1, START, START);
    }

    private static IpAddress address(boolean v6, int number) {
        return v6
                ? IpAddress.v6(0x2001_0db8_0000_0000L, number)
                : IpAddress.v4(0x0a00_0000 + number);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
