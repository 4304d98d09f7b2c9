package io.ringflow.cli.config.settings;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.cli.config.type.ListType;
import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.config.type.UnitTypes;
import io.ringflow.job.FlowJob;
import io.ringflow.job.settings.FlowSettings;
import java.time.Duration;
import java.util.List;

/** The settings below {@code flow}: how packets become flows. */
public final class FlowSection extends Section {

    /**
     * Memory that one flow takes with its copy for a checkpoint; determines how many connections
     * captures follow if {@code maxFlows} is auto.
     */
    private static final long BYTES_PER_FLOW = 512;

    private final Setting<Duration> idleTcp = idleTimeout("tcp", "120s");
    private final Setting<Duration> idleUdp = idleTimeout("udp", "60s");
    private final Setting<Duration> idleIcmp = idleTimeout("icmp", "30s");
    private final Setting<Duration> idleOther = idleTimeout("other", "60s");
    private final Setting<Duration> activeTimeout =
            setting(
                    "flow.activeTimeout",
                    UnitTypes.duration("1s"),
                    "60s",
                    "how often an update of an open flow is reported");
    private final Setting<Boolean> splitOnActiveTimeout =
            setting(
                    "flow.splitOnActiveTimeout",
                    ScalarType.bool(),
                    "false",
                    "end the flow at the active timeout and start another, as NetFlow does");
    private final Setting<Duration> endLinger =
            setting(
                    "flow.endLinger",
                    UnitTypes.duration("0s"),
                    "5s",
                    "how long a flow stays open after its end was seen");
    private final Setting<Boolean> decapsulate =
            setting(
                    "flow.decapsulate",
                    ScalarType.bool(),
                    "true",
                    "follow tunnels to the innermost IP header");
    private final Setting<List<Integer>> vxlanPorts =
            setting(
                    "flow.vxlanPorts",
                    new ListType<>("ports", ScalarType.port()),
                    DecodeSettings.VXLAN_PORTS.toString(),
                    "UDP destination ports that carry VXLAN");
    private final Setting<Boolean> keyVlan =
            setting("flow.key.vlan", ScalarType.bool(), "true", "the VLAN id distinguishes flows");
    private final Setting<Boolean> keyTunnel =
            setting(
                    "flow.key.tunnel",
                    ScalarType.bool(),
                    "true",
                    "the tunnel's type and id distinguish flows");
    private final Setting<Boolean> labels =
            setting(
                    "flow.labels",
                    ScalarType.bool(),
                    "false",
                    "label flows with names of TLS, QUIC, DNS and HTTP");
    private final Setting<Duration> bucket =
            setting(
                    "flow.bucket",
                    UnitTypes.duration("100ms"),
                    "1s",
                    "length of the event-time bucket in which packets are folded");
    private final Setting<Duration> allowedLateness =
            setting(
                    "flow.allowedLateness",
                    UnitTypes.duration("0s"),
                    "1s",
                    "how much older a packet may be than the newest packet of its capture");
    private final Setting<Long> maxFlows =
            setting(
                    "flow.maxFlows",
                    ScalarType.numberOrAuto(1_000, 1_000_000_000),
                    "auto",
                    "open and retained flows per job; auto: as many as half the heap's size holds");
    private final Setting<Duration> retention =
            setting(
                    "flow.retention",
                    UnitTypes.duration("0s"),
                    "5m",
                    "how long ended flows can be queried, unless open flows need their memory;"
                            + " replay without --serve keeps none");

    private final Setting<Long> trackers =
            setting(
                    "flow.trackers",
                    ScalarType.numberOrAuto(1, FlowJob.SHARDS),
                    "auto",
                    "most tasks that track flows, of which every capture has a channel to each;"
                            + " auto: 16");

    private Setting<Duration> idleTimeout(String protocol, String text) {
        return setting(
                "flow.idleTimeout." + protocol,
                UnitTypes.duration("1s"),
                text,
                "silence after which a flow ends: " + protocol);
    }

    /** Returns how packets become flows. */
    public FlowSettings read(GivenSettings given) {
        return FlowSettings.builder()
                .idleTimeout(
                        new FlowSettings.IdleTimeout(
                                given.value(idleTcp),
                                given.value(idleUdp),
                                given.value(idleIcmp),
                                given.value(idleOther)))
                .activeTimeout(given.value(activeTimeout))
                .splitOnActiveTimeout(given.value(splitOnActiveTimeout))
                .endLinger(given.value(endLinger))
                .keyVlan(given.value(keyVlan))
                .keyTunnel(given.value(keyTunnel))
                .bucket(given.value(bucket))
                .allowedLateness(given.value(allowedLateness))
                .maxFlows(given.value(maxFlows))
                .retention(given.value(retention))
                .trackers(given.value(trackers).intValue())
                .build();
    }

    /** Returns how packets are decoded. */
    DecodeSettings decode(GivenSettings given) {
        return new DecodeSettings(
                given.value(decapsulate),
                given.value(vxlanPorts),
                labels(given),
                new DecodeSettings.Connections(
                        given.value(keyVlan),
                        given.value(keyTunnel),
                        given.value(idleTcp),
                        Math.clamp(expectedFlows(given) / 4, 1 << 16, 1 << 24)));
    }

    /** Returns true if flows are labelled. */
    boolean labels(GivenSettings given) {
        return given.value(labels);
    }

    private long expectedFlows(GivenSettings given) {
        long number = given.value(maxFlows);
        return number == FlowSettings.AUTO ? given.heapBytes() / 2 / BYTES_PER_FLOW : number;
    }
}
