package io.ringflow.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of a flow as users see them: the JSON names, CSV columns, filter and sort words, in
 * their order of output. A name with a dot is a member of an object in JSON. An absent value makes
 * no call on the sink.
 */
public enum FlowField {
    ID("id", (f, s) -> s.text(f.id().toString())),
    COMMUNITY_ID("communityId", (f, s) -> s.text(communityId(f))),
    EVENT("event", (f, s) -> textUnless(f.event() == FlowEvent.NONE, f.event().text(), s)),
    SRC_ADDR("srcAddr", (f, s) -> s.address(f.srcAddr())),
    DST_ADDR("dstAddr", (f, s) -> s.address(f.dstAddr())),
    SRC_PORT("srcPort", (f, s) -> s.number(f.srcPort())),
    DST_PORT("dstPort", (f, s) -> s.number(f.dstPort())),
    PROTOCOL("protocol", (f, s) -> s.text(Protocols.name(f.protocol()))),
    IP_VERSION("ipVersion", (f, s) -> s.number(f.ipVersion())),
    VLAN_ID("vlanId", (f, s) -> numberUnless(f.vlanId() < 0, f.vlanId(), s)),
    TUNNEL_TYPE(
            "tunnel.type",
            (f, s) -> textUnless(!f.tunnel().present(), f.tunnel().type().text(), s)),
    TUNNEL_ID("tunnel.id", (f, s) -> numberUnless(f.tunnel().id() < 0, f.tunnel().id(), s)),
    TUNNEL_SRC_ADDR("tunnel.srcAddr", (f, s) -> outer(f.tunnel().srcAddr(), s)),
    TUNNEL_DST_ADDR("tunnel.dstAddr", (f, s) -> outer(f.tunnel().dstAddr(), s)),
    STATE("state", (f, s) -> s.text(f.active() ? "active" : "ended")),
    END_REASON("endReason", (f, s) -> textUnless(f.active(), f.endReason().text(), s)),
    FIRST_SEEN("firstSeen", (f, s) -> s.time(f.firstNanos())),
    LAST_SEEN("lastSeen", (f, s) -> s.time(f.lastNanos())),
    DURATION_MS("durationMs", (f, s) -> s.decimal((f.lastNanos() - f.firstNanos()) / 1e6)),
    PACKETS("packets", (f, s) -> s.number(f.packets())),
    BYTES("bytes", (f, s) -> s.number(f.bytes())),
    SRC_PACKETS("srcPackets", (f, s) -> s.number(f.src().packets())),
    SRC_BYTES("srcBytes", (f, s) -> s.number(f.src().bytes())),
    DST_PACKETS("dstPackets", (f, s) -> s.number(f.dst().packets())),
    DST_BYTES("dstBytes", (f, s) -> s.number(f.dst().bytes())),
    SRC_TCP_FLAGS("srcTcpFlags", (f, s) -> tcpFlags(f, f.src(), s)),
    DST_TCP_FLAGS("dstTcpFlags", (f, s) -> tcpFlags(f, f.dst(), s)),
    TCP_STATE("tcpState", (f, s) -> textUnless(!f.tcp(), f.tcpState().name(), s)),
    RTT_MS("rttMs", (f, s) -> decimalUnless(f.rttNanos() < 0, f.rttNanos() / 1e6, s)),
    SRC_RETRANSMITS("srcRetransmits", (f, s) -> numberUnless(!f.tcp(), f.src().retransmits(), s)),
    DST_RETRANSMITS("dstRetransmits", (f, s) -> numberUnless(!f.tcp(), f.dst().retransmits(), s)),
    SRC_OUT_OF_ORDER("srcOutOfOrder", (f, s) -> numberUnless(!f.tcp(), f.src().outOfOrder(), s)),
    DST_OUT_OF_ORDER("dstOutOfOrder", (f, s) -> numberUnless(!f.tcp(), f.dst().outOfOrder(), s)),
    ZERO_WINDOWS("zeroWindows", (f, s) -> numberUnless(!f.tcp(), f.zeroWindows(), s)),
    ICMP_TYPE("icmpType", (f, s) -> numberUnless(f.icmpType() < 0, f.icmpType(), s)),
    ICMP_CODE("icmpCode", (f, s) -> numberUnless(f.icmpType() < 0, f.icmpCode(), s)),
    DSCP("dscp", (f, s) -> s.number(f.dscp())),
    MIN_PACKET_BYTES("minPacketBytes", (f, s) -> s.number(f.minPacketBytes())),
    MAX_PACKET_BYTES("maxPacketBytes", (f, s) -> s.number(f.maxPacketBytes())),
    MEAN_PACKET_BYTES("meanPacketBytes", (f, s) -> s.decimal(f.meanPacketBytes())),
    STDDEV_PACKET_BYTES("stddevPacketBytes", (f, s) -> s.decimal(f.stddevPacketBytes())),
    INITIATOR_RULE("initiatorRule", (f, s) -> s.text(f.initiatorRule().text())),
    TLS_SNI("labels.tlsSni", (f, s) -> label(f.labels().tlsSni(), s)),
    TLS_ALPN("labels.tlsAlpn", (f, s) -> label(f.labels().tlsAlpn(), s)),
    DNS_QUERY("labels.dnsQuery", (f, s) -> label(f.labels().dnsQuery(), s)),
    HTTP_HOST("labels.httpHost", (f, s) -> label(f.labels().httpHost(), s)),
    OBSERVERS("observers", (f, s) -> s.observers(f.observers())),
    LOST_PACKETS("lostPackets", (f, s) -> numberUnless(f.lostPackets() < 0, f.lostPackets(), s)),
    GAP("gap", FlowField::gap);

    private static final ThreadLocal<CommunityId> COMMUNITY_IDS =
            ThreadLocal.withInitial(CommunityId::new);

    private static final Map<String, FlowField> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(FlowField::fieldName, Function.identity()));

    /** Writes one field of a flow. */
    @FunctionalInterface
    private interface Writer {
        void write(Flow flow, FieldSink sink);
    }

    private final String fieldName;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final Writer writer;

    FlowField(String fieldName, Writer writer) {
        this.fieldName = fieldName;
        this.writer = writer;
    }

    /** The name in JSON, CSV, filters and sorts. */
    public String fieldName() {
        return fieldName;
    }

    /** The object in JSON that the field is a member of; empty for a field of the flow itself. */
    public String group() {
        return fieldName.substring(0, Math.max(0, fieldName.indexOf('.')));
    }

    /** The field's name within its group. */
    public String memberName() {
        return fieldName.substring(fieldName.indexOf('.') + 1);
    }

    /** Writes this field of the flow to the sink, or nothing where it is absent. */
    public void write(Flow flow, FieldSink sink) {
        writer.write(flow, sink);
    }

    /** This field of the flow as text, or nothing where it is absent. */
    public Optional<String> text(Flow flow) {
        FieldText text = new FieldText();
        writer.write(flow, text);
        return Optional.ofNullable(text.value());
    }

    /** The field with a name, spelt exactly. */
    public static Optional<FlowField> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The field with a name, or the members of the group with that name; empty for neither. */
    public static List<FlowField> namedOrGrouped(String name) {
        FlowField field = BY_NAME.get(name);
        return field != null
                ? List.of(field)
                : Arrays.stream(values())
                        .filter(each -> !name.isEmpty() && each.group().equals(name))
                        .toList();
    }

    private static String communityId(Flow flow) {
        return COMMUNITY_IDS.get().of(flow);
    }

    private static void textUnless(boolean absent, String value, FieldSink sink) {
        if (!absent) {
            sink.text(value);
        }
    }

    private static void numberUnless(boolean absent, long value, FieldSink sink) {
        if (!absent) {
            sink.number(value);
        }
    }

    private static void decimalUnless(boolean absent, double value, FieldSink sink) {
        if (!absent) {
            sink.decimal(value);
        }
    }

    private static void label(String text, FieldSink sink) {
        textUnless(text.isEmpty(), text, sink);
    }

    private static void tcpFlags(Flow flow, FlowSide side, FieldSink sink) {
        if (flow.tcp()) {
            sink.text(TcpFlags.text(side.tcpFlags()));
        }
    }

    private static void outer(IpAddress address, FieldSink sink) {
        if (!address.equals(IpAddress.ANY)) {
            sink.address(address);
        }
    }

    private static void gap(Flow flow, FieldSink sink) {
        if (flow.gap()) {
            sink.bool(true);
        }
    }
}
