package io.ringflow.model;

import java.util.List;

/** A flow for tests, which may change its fields: a TCP connection from 10.0.0.1 to 10.0.0.2. */
public final class FlowFixture {

    /** 2026-01-02T03:04:05.000000006Z. */
    public static final long FIRST = 1_767_323_045_000_000_006L;

    public FlowId id = new FlowId(0x00c0ffee, 0x1234L);
    public FlowEvent event = FlowEvent.END;
    public String srcAddr = "10.0.0.1";
    public String dstAddr = "10.0.0.2";
    public int srcPort = 40_000;
    public int dstPort = 443;
    public int protocol = Protocols.TCP;
    public int vlanId = -1;
    public EndReason endReason = EndReason.END_OF_FLOW;
    public FlowSide src = FlowSide.of(3, 300, FIRST, FIRST + 1_500_000).withTcp(0x1b, 1, 0, true);
    public FlowSide dst =
            FlowSide.of(1, 100, FIRST + 500_000, FIRST + 500_000).withTcp(0x12, 0, 0, false);
    public Tunnel tunnel = Tunnel.NONE;
    public long rttNanos = -1;
    public long zeroWindows;
    public FlowLabels labels = FlowLabels.NONE;
    public FlowNames names = FlowNames.NONE;
    public DnsResponse dns = DnsResponse.NONE;
    public int icmpType = -1;
    public int icmpCode = -1;
    public InitiatorRule rule = InitiatorRule.SYN;
    public List<ObserverCount> observers = List.of(observer("host-a", "eth0"));
    public boolean gap;
    public boolean continued;

    /** The counts of an observer. */
    public static ObserverCount observer(String host, String interfaceName) {
        return new ObserverCount(new Observer(host, interfaceName), 3, 1, 400, FIRST, FIRST + 9);
    }

    /** An ICMP flow. */
    public static FlowFixture icmp(String src, String dst, int protocol, int type, int code) {
        FlowFixture flow = new FlowFixture();
        flow.srcAddr = src;
        flow.dstAddr = dst;
        flow.srcPort = 0;
        flow.dstPort = 0;
        flow.protocol = protocol;
        flow.icmpType = type;
        flow.icmpCode = code;
        flow.rule = InitiatorRule.ICMP_REQUEST;
        return flow;
    }

    /** A flow of which no field is absent. */
    public static Flow complete() {
        FlowFixture flow = new FlowFixture();
        flow.vlanId = 42;
        flow.tunnel =
                new Tunnel(
                        TunnelType.VXLAN,
                        4711,
                        IpAddress.parse("192.0.2.1"),
                        IpAddress.parse("2001:db8::2"));
        flow.rttNanos = 12_345;
        flow.zeroWindows = 6;
        flow.icmpType = 8;
        flow.icmpCode = 1;
        flow.src = flow.src.withStateFlags(0x13);
        flow.labels = new FlowLabels("sni", "h2", "grease", "ja4", "query", "host");
        flow.names = new FlowNames("here", "there", NameSource.TLS);
        flow.dns = new DnsResponse(3, 6_789);
        flow.observers = List.of(observer("host-a", "eth0"), observer("host-b", "ens3"));
        flow.gap = true;
        flow.continued = true;
        return flow.flow();
    }

    /** Sets endpoints with ports. */
    public FlowFixture between(String from, int fromPort, String to, int toPort, int number) {
        srcAddr = from;
        srcPort = fromPort;
        dstAddr = to;
        dstPort = toPort;
        protocol = number;
        return this;
    }

    /** The flow with the current fields. */
    public Flow flow() {
        IpAddress from = IpAddress.parse(srcAddr);
        return Flow.builder(id)
                .event(event)
                .addresses(from, IpAddress.parse(dstAddr))
                .ports(srcPort, dstPort)
                .protocol(protocol, from.isV4() ? 4 : 6)
                .vlanId(vlanId)
                .tunnel(tunnel)
                .endReason(endReason)
                .sides(src, dst)
                .packetBytes(60, 140, 43_200)
                .rttNanos(rttNanos)
                .zeroWindows(zeroWindows)
                .icmp(icmpType, icmpCode)
                .dscp(46)
                .initiatorRule(rule)
                .labels(labels)
                .names(names)
                .dns(dns)
                .observers(observers)
                .gap(gap)
                .continued(continued)
                .build();
    }
}
