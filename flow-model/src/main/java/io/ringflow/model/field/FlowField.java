package io.ringflow.model.field;

import static io.ringflow.model.field.FieldWriters.*;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.NameSource;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpState;
import io.ringflow.model.TunnelType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of a flow as users see them, in their order of output. This table is the only place
 * that knows a field's name, type, meaning and value: JSON, CSV, filters, sort orders, the OpenAPI
 * schema and the table in docs/34-flows.md follow from it.
 */
public enum FlowField {
    ID(
            "id",
            FieldType.TEXT,
            "24 hexadecimal digits: stable for the flow's whole life, and the same "
                    + "on every replay of the same packets",
            (f, s) -> s.text(f.id().toString())),
    COMMUNITY_ID(
            "communityId",
            FieldType.TEXT,
            "Community ID version 1, seed 0",
            "Community ID",
            (f, s) -> s.text(communityId(f))),
    EVENT(
            "event",
            FieldType.words(FlowEvent.values(), FlowEvent::text, 1),
            "what a record reports; in exports and streams only",
            (f, s) -> textUnless(f.event() == FlowEvent.NONE, f.event().text(), s)),
    SRC_ADDR(
            "srcAddr",
            FieldType.ADDRESS,
            "the initiator; a mapped address of an IPv6 packet as `::ffff:10.0.0.1`",
            "`sourceIPv4Address` …",
            (f, s) -> s.address(f.srcAddr())),
    DST_ADDR(
            "dstAddr",
            FieldType.ADDRESS,
            "the responder",
            "`destinationIPv4Address` …",
            (f, s) -> s.address(f.dstAddr())),
    SRC_PORT(
            "srcPort",
            FieldType.PORT,
            "the initiator's port, 0 if the protocol has none",
            "`sourceTransportPort`",
            (f, s) -> s.number(f.srcPort())),
    DST_PORT(
            "dstPort",
            FieldType.PORT,
            "the responder's port, 0 if the protocol has none",
            "`destinationTransportPort`",
            (f, s) -> s.number(f.dstPort())),
    PROTOCOL(
            "protocol",
            FieldType.PROTOCOL,
            "`tcp`, `udp`, `icmp`, …; the number if the protocol has no name",
            "`protocolIdentifier`",
            (f, s) -> s.text(Protocols.name(f.protocol()))),
    IP_VERSION(
            "ipVersion",
            FieldType.NUMBER,
            "4 or 6",
            "`ipVersion`",
            (f, s) -> s.number(f.ipVersion())),
    VLAN_ID(
            "vlanId",
            FieldType.number(4_095),
            "VLAN of the outermost tag; a priority tag (id 0) alone has none",
            "`vlanId`",
            (f, s) -> numberUnless(f.vlanId() < 0, f.vlanId(), s)),
    TUNNEL_TYPE(
            "tunnel.type",
            FieldType.words(TunnelType.values(), TunnelType::text, 1),
            "what the packets are wrapped in",
            (f, s) -> textUnless(!f.tunnel().present(), f.tunnel().type().text(), s)),
    TUNNEL_ID(
            "tunnel.id",
            FieldType.NUMBER,
            "VNI, key, TEID, session or label of the tunnel, if its type has one",
            (f, s) -> numberUnless(f.tunnel().id() < 0, f.tunnel().id(), s)),
    TUNNEL_SRC_ADDR(
            "tunnel.srcAddr",
            FieldType.ADDRESS,
            "source of the outer IP header",
            (f, s) -> outer(f.tunnel().srcAddr(), s)),
    TUNNEL_DST_ADDR(
            "tunnel.dstAddr",
            FieldType.ADDRESS,
            "destination of the outer IP header",
            (f, s) -> outer(f.tunnel().dstAddr(), s)),
    STATE(
            "state",
            FieldType.words("active", "ended"),
            "whether the flow is still open",
            (f, s) -> s.text(f.active() ? "active" : "ended")),
    END_REASON(
            "endReason",
            FieldType.words(EndReason.values(), EndReason::text, 1),
            "why the flow ended",
            "`flowEndReason`",
            (f, s) -> textUnless(f.active(), f.endReason().text(), s)),
    FIRST_SEEN(
            "firstSeen",
            FieldType.TIME,
            "the first packet",
            "`flowStartNanoseconds`",
            (f, s) -> s.time(f.firstNanos())),
    LAST_SEEN(
            "lastSeen",
            FieldType.TIME,
            "the last packet",
            "`flowEndNanoseconds`",
            (f, s) -> s.time(f.lastNanos())),
    DURATION_MS(
            "durationMs",
            FieldType.MILLISECONDS,
            "from the first to the last packet",
            "`flowDurationMilliseconds`",
            (f, s) -> s.decimal((f.lastNanos() - f.firstNanos()) / 1e6)),
    PACKETS("packets", FieldType.PACKETS, "both directions", (f, s) -> s.number(f.packets())),
    BYTES(
            "bytes",
            FieldType.BYTES,
            "both directions; bytes of the IP layer",
            (f, s) -> s.number(f.bytes())),
    SRC_PACKETS(
            "srcPackets",
            FieldType.PACKETS,
            "what the initiator sent",
            "`packetDeltaCount`",
            (f, s) -> s.number(f.src().packets())),
    SRC_BYTES(
            "srcBytes",
            FieldType.BYTES,
            "what the initiator sent",
            "`octetDeltaCount`",
            (f, s) -> s.number(f.src().bytes())),
    DST_PACKETS(
            "dstPackets",
            FieldType.PACKETS,
            "what the responder sent",
            "`packetDeltaCount`, reverse (RFC 5103)",
            (f, s) -> s.number(f.dst().packets())),
    DST_BYTES(
            "dstBytes",
            FieldType.BYTES,
            "what the responder sent",
            "`octetDeltaCount`, reverse (RFC 5103)",
            (f, s) -> s.number(f.dst().bytes())),
    SRC_TCP_FLAGS(
            "srcTcpFlags",
            FieldType.TCP_FLAGS,
            "all flags that the initiator sent, in the order `CEUAPRSF`",
            "`tcpControlBits`",
            (f, s) -> tcpFlags(f, f.src(), s)),
    DST_TCP_FLAGS(
            "dstTcpFlags",
            FieldType.TCP_FLAGS,
            "all flags that the responder sent",
            "`tcpControlBits`, reverse",
            (f, s) -> tcpFlags(f, f.dst(), s)),
    TCP_STATE(
            "tcpState",
            FieldType.words(TcpState.values(), TcpState::name, 0),
            "how the connection went",
            "Zeek's `conn_state`",
            (f, s) -> textUnless(!f.tcp(), f.tcpState().name(), s)),
    RTT_MS(
            "rttMs",
            FieldType.MILLISECONDS,
            "from the SYN to the ACK that completes the handshake",
            (f, s) -> decimalUnless(f.rttNanos() < 0, f.rttNanos() / 1e6, s)),
    SRC_RETRANSMITS(
            "srcRetransmits",
            FieldType.PACKETS,
            "TCP segments that the initiator had sent before",
            (f, s) -> numberUnless(!f.tcp(), f.src().retransmits(), s)),
    DST_RETRANSMITS(
            "dstRetransmits",
            FieldType.PACKETS,
            "TCP segments that the responder had sent before",
            (f, s) -> numberUnless(!f.tcp(), f.dst().retransmits(), s)),
    SRC_OUT_OF_ORDER(
            "srcOutOfOrder",
            FieldType.PACKETS,
            "TCP segments of the initiator that arrived after a later one",
            (f, s) -> numberUnless(!f.tcp(), f.src().outOfOrder(), s)),
    DST_OUT_OF_ORDER(
            "dstOutOfOrder",
            FieldType.PACKETS,
            "TCP segments of the responder that arrived after a later one",
            (f, s) -> numberUnless(!f.tcp(), f.dst().outOfOrder(), s)),
    ZERO_WINDOWS(
            "zeroWindows",
            FieldType.PACKETS,
            "TCP segments that closed the window",
            (f, s) -> numberUnless(!f.tcp(), f.zeroWindows(), s)),
    ICMP_TYPE(
            "icmpType",
            FieldType.number(255),
            "type of the first packet",
            "`icmpTypeIPv4` …",
            (f, s) -> numberUnless(f.icmpType() < 0, f.icmpType(), s)),
    ICMP_CODE(
            "icmpCode",
            FieldType.number(255),
            "code of the first packet",
            "`icmpCodeIPv4` …",
            (f, s) -> numberUnless(f.icmpType() < 0, f.icmpCode(), s)),
    DSCP(
            "dscp",
            FieldType.number(63),
            "differentiated services code point of the first packet",
            "`ipDiffServCodePoint`",
            (f, s) -> s.number(f.dscp())),
    MIN_PACKET_BYTES(
            "minPacketBytes",
            FieldType.BYTES,
            "the smallest packet; bytes of the IP layer",
            "`minimumIpTotalLength`",
            (f, s) -> s.number(f.minPacketBytes())),
    MAX_PACKET_BYTES(
            "maxPacketBytes",
            FieldType.BYTES,
            "the largest packet",
            "`maximumIpTotalLength`",
            (f, s) -> s.number(f.maxPacketBytes())),
    MEAN_PACKET_BYTES(
            "meanPacketBytes",
            FieldType.DECIMAL_BYTES,
            "mean of the packet size",
            (f, s) -> s.decimal(f.meanPacketBytes())),
    STDDEV_PACKET_BYTES(
            "stddevPacketBytes",
            FieldType.DECIMAL_BYTES,
            "population standard deviation of the packet size",
            (f, s) -> s.decimal(f.stddevPacketBytes())),
    INITIATOR_RULE(
            "initiatorRule",
            FieldType.words(InitiatorRule.values(), InitiatorRule::text, 0),
            "what decided the direction",
            (f, s) -> s.text(f.initiatorRule().text())),
    TLS_SNI(
            "labels.tlsSni",
            FieldType.DOMAIN_NAME,
            "server name of the ClientHello of TLS or QUIC; labels need `flow.labels: true`",
            (f, s) -> label(f.labels().tlsSni(), s)),
    TLS_ALPN(
            "labels.tlsAlpn",
            FieldType.TEXT,
            "protocols that the ClientHello offers, separated by commas",
            (f, s) -> label(f.labels().tlsAlpn(), s)),
    ECH(
            "labels.ech",
            FieldType.words("hidden", "grease", "offered"),
            "the ClientHello carries an encrypted one, which hides the server's name (`hidden`), "
                    + "is a decoy (`grease`), or may be either (`offered`)",
            "RFC 9849",
            (f, s) -> label(f.labels().ech(), s)),
    DNS_QUERY(
            "labels.dnsQuery",
            FieldType.DOMAIN_NAME,
            "name of the first DNS question",
            (f, s) -> label(f.labels().dnsQuery(), s)),
    HTTP_HOST(
            "labels.httpHost",
            FieldType.DOMAIN_NAME,
            "Host of the first HTTP/1 request",
            (f, s) -> label(f.labels().httpHost(), s)),
    SRC_NAME(
            "srcName",
            FieldType.DOMAIN_NAME,
            "what the initiator's address was called in a DNS answer that the responder had got",
            (f, s) -> label(f.names().src(), s)),
    DST_NAME(
            "dstName",
            FieldType.DOMAIN_NAME,
            "what the responder's address was called in a DNS answer that the initiator had got, "
                    + "or else in the flow's own TLS, QUIC or HTTP",
            (f, s) -> label(f.names().dst(), s)),
    NAME_SOURCE(
            "nameSource",
            FieldType.words(NameSource.values(), NameSource::text, 1),
            "how `dstName`, or else `srcName`, is known",
            (f, s) -> label(f.names().source().text(), s)),
    JA4(
            "ja4",
            FieldType.TEXT,
            "fingerprint of the client, from the ClientHello of TLS or QUIC",
            "JA4",
            (f, s) -> label(f.labels().ja4(), s)),
    DNS_RCODE(
            "dnsRcode",
            FieldType.DOMAIN_NAME,
            "code of the first DNS response: `NOERROR`, `NXDOMAIN`, `SERVFAIL`, …; the number if "
                    + "it has no name",
            "RFC 6895",
            (f, s) -> label(f.dns().codeName(), s)),
    DNS_LATENCY_MS(
            "dnsLatencyMs",
            FieldType.MILLISECONDS,
            "from the first answered DNS query to its response",
            (f, s) -> decimalUnless(f.dns().latencyNanos() < 0, f.dns().latencyNanos() / 1e6, s)),
    OBSERVERS(
            "observers",
            FieldType.OBSERVERS,
            "who saw the flow: `host`, `interface`, and what was seen there: "
                    + "`packets`, `bytes`, `firstSeen`, `lastSeen`; with several observers "
                    + "also `srcPackets` and `dstPackets`. The flow's counters are those of "
                    + "the one that saw most",
            (f, s) -> s.observers(f.observers())),
    LOST_PACKETS(
            "lostPackets",
            FieldType.PACKETS,
            "packets that one observer missed and another saw, both directions; only "
                    + "if there are several observers",
            (f, s) -> numberUnless(f.lostPackets() < 0, f.lostPackets(), s)),
    GAP(
            "gap",
            FieldType.BOOLEAN,
            "a known capture loss overlaps the flow",
            (f, s) -> trueIf(f.gap(), s)),
    CONTINUED(
            "continued",
            FieldType.BOOLEAN,
            "the flow goes on from a segment that ended at the active timeout",
            (f, s) -> trueIf(f.continued(), s));

    private static final Map<String, FlowField> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(FlowField::fieldName, Function.identity()));

    private final String fieldName;

    @SuppressWarnings("ImmutableEnumChecker") // its only list is a copy
    private final FieldType type;

    private final String meaning;
    private final String source;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final FieldWriter writer;

    FlowField(String fieldName, FieldType type, String meaning, FieldWriter writer) {
        this(fieldName, type, meaning, "", writer);
    }

    FlowField(String fieldName, FieldType type, String meaning, String source, FieldWriter writer) {
        this.fieldName = fieldName;
        this.type = type;
        this.meaning = meaning;
        this.source = source;
        this.writer = writer;
    }

    /**
     * The name in JSON, CSV, filters and sort orders. A name with a dot is a member of an object in
     * JSON.
     */
    public String fieldName() {
        return fieldName;
    }

    /** What values the field has. */
    public FieldType type() {
        return type;
    }

    /** What the field means, for people, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** The IPFIX information element, or whatever else defines the values; may be empty. */
    public String source() {
        return source;
    }

    /** The JSON object that the field is a member of; empty for a member of the flow itself. */
    public String group() {
        return fieldName.substring(0, Math.max(0, fieldName.indexOf('.')));
    }

    /** The field's name within its group. */
    public String memberName() {
        return fieldName.substring(fieldName.indexOf('.') + 1);
    }

    /** Writes this field of the flow to the sink; makes no call if the flow does not have it. */
    public void write(Flow flow, FieldSink sink) {
        writer.write(flow, sink);
    }

    /** This field of the flow as text; empty if the flow does not have it. */
    public Optional<String> text(Flow flow) {
        FieldText text = new FieldText();
        writer.write(flow, text);
        return Optional.ofNullable(text.value());
    }

    /** The field with this exact name. */
    public static Optional<FlowField> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The field with this name, or the members of the group with this name; empty for neither. */
    public static List<FlowField> namedOrGrouped(String name) {
        FlowField named = BY_NAME.get(name);
        return named != null
                ? List.of(named)
                : Arrays.stream(values())
                        .filter(field -> !name.isEmpty() && field.group().equals(name))
                        .toList();
    }
}
