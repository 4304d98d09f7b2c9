package io.ringflow.kafka;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.NameSource;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.util.List;
import java.util.stream.IntStream;

/** Flows for tests. */
public final class Flows {

    private Flows() {}

    /** Flows that together have every field, and lack every field that a flow may lack. */
    public static List<Flow> ofManyKinds() {
        FlowFixture udp = new FlowFixture().between("2001:db8::1", 5353, "ff02::fb", 5353, 17);
        udp.dst = FlowSide.SILENT;
        return List.of(
                new FlowFixture().flow(),
                udp.flow(),
                FlowFixture.icmp("192.0.2.1", "192.0.2.2", Protocols.ICMP, 8, 0).flow(),
                full().flow());
    }

    private static FlowFixture full() {
        FlowFixture flow = new FlowFixture();
        flow.vlanId = 4_094;
        flow.tunnel =
                new Tunnel(
                        TunnelType.VXLAN,
                        0xffff_ffffL,
                        IpAddress.parse("10.9.8.7"),
                        IpAddress.parse("2001:db8::7"));
        flow.rttNanos = 1_234_567;
        flow.zeroWindows = Long.MAX_VALUE;
        flow.icmpType = 3;
        flow.icmpCode = 1;
        flow.labels = new FlowLabels("a.example", "h2", "grease", "t13d", "q.example", "h\\001\"");
        flow.names = new FlowNames("src.example", "dst.example", NameSource.TLS);
        flow.dns = new DnsResponse(3, 2_000_000);
        flow.observers =
                List.of(
                        FlowFixture.observer("host-a", "eth0"),
                        new ObserverCount(
                                new Observer("host-b", "eth1"),
                                2,
                                1,
                                300,
                                FlowFixture.FIRST + 1,
                                FlowFixture.FIRST + 2));
        flow.gap = true;
        flow.continued = true;
        return flow;
    }

    /** Flows with different ids and ports. */
    public static List<Flow> numbered(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(
                        i -> {
                            FlowFixture flow = new FlowFixture();
                            flow.id = new FlowId(i, i);
                            flow.srcPort = 1024 + i % 60_000;
                            return flow.flow();
                        })
                .toList();
    }
}
