package io.ringflow.history.table;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Protocols;
import java.sql.SQLException;

/**
 * The columns that files store, in the order in which {@link FlowAppender} writes them and {@link
 * FlowRow} reads them. What follows from other columns is not stored; {@link FlowSql} says it in
 * SQL. A value that the flow does not have is NULL.
 */
public enum FlowColumn {
    /** The 12 bytes of {@code FlowId}: hash, then sequence, most significant byte first. */
    ID("id", "BLOB", (f, r) -> r.id(f.id())),
    EVENT("event", "VARCHAR", (f, r) -> r.text(f.event().text())),
    SRC_ADDR("srcAddr", "VARCHAR", (f, r) -> r.text(f.srcAddr().toString())),
    DST_ADDR("dstAddr", "VARCHAR", (f, r) -> r.text(f.dstAddr().toString())),
    SRC_PORT("srcPort", "INTEGER", (f, r) -> r.integer(f.srcPort())),
    DST_PORT("dstPort", "INTEGER", (f, r) -> r.integer(f.dstPort())),
    PROTOCOL("protocol", "VARCHAR", (f, r) -> r.text(Protocols.name(f.protocol()))),
    IP_VERSION("ipVersion", "INTEGER", (f, r) -> r.integer(f.ipVersion())),
    VLAN_ID("vlanId", "INTEGER", (f, r) -> r.integerUnless(f.vlanId() < 0, f.vlanId())),
    TUNNEL_TYPE("tunnel_type", "VARCHAR", (f, r) -> r.text(f.tunnel().type().text())),
    TUNNEL_ID(
            "tunnel_id", "BIGINT", (f, r) -> r.numberUnless(f.tunnel().id() < 0, f.tunnel().id())),
    TUNNEL_SRC_ADDR("tunnel_srcAddr", "VARCHAR", (f, r) -> r.outer(f.tunnel().srcAddr())),
    TUNNEL_DST_ADDR("tunnel_dstAddr", "VARCHAR", (f, r) -> r.outer(f.tunnel().dstAddr())),
    END_REASON("endReason", "VARCHAR", (f, r) -> r.text(f.active() ? "" : f.endReason().text())),
    FIRST_SEEN("firstSeen", "TIMESTAMPTZ", (f, r) -> r.micros(f.firstNanos())),
    /** Nanoseconds beyond {@code firstSeen}, 0 to 999. */
    FIRST_SEEN_NS("firstSeenNs", "SMALLINT", (f, r) -> r.nanosOfMicro(f.firstNanos())),
    LAST_SEEN("lastSeen", "TIMESTAMPTZ", (f, r) -> r.micros(f.lastNanos())),
    /** Nanoseconds beyond {@code lastSeen}, 0 to 999. */
    LAST_SEEN_NS("lastSeenNs", "SMALLINT", (f, r) -> r.nanosOfMicro(f.lastNanos())),
    SRC_PACKETS("srcPackets", "BIGINT", (f, r) -> r.number(f.src().packets())),
    SRC_BYTES("srcBytes", "BIGINT", (f, r) -> r.number(f.src().bytes())),
    DST_PACKETS("dstPackets", "BIGINT", (f, r) -> r.number(f.dst().packets())),
    DST_BYTES("dstBytes", "BIGINT", (f, r) -> r.number(f.dst().bytes())),
    /** Nanoseconds from the flow's first packet to the side's first; NULL if it sent none. */
    SRC_FIRST_NS("srcFirstNs", "BIGINT", (f, r) -> first(f, f.src(), r)),
    DST_FIRST_NS("dstFirstNs", "BIGINT", (f, r) -> first(f, f.dst(), r)),
    /** Nanoseconds from the side's last packet to the flow's last; NULL if it sent none. */
    SRC_LAST_NS("srcLastNs", "BIGINT", (f, r) -> last(f, f.src(), r)),
    DST_LAST_NS("dstLastNs", "BIGINT", (f, r) -> last(f, f.dst(), r)),
    /** The flags byte of the TCP header; this and what follows is NULL unless it is TCP. */
    SRC_FLAGS("srcFlags", "INTEGER", (f, r) -> r.integerUnless(!f.tcp(), f.src().tcpFlags())),
    DST_FLAGS("dstFlags", "INTEGER", (f, r) -> r.integerUnless(!f.tcp(), f.dst().tcpFlags())),
    /** Flags that {@code tcpState} follows from, if they differ from those above. */
    SRC_STATE_FLAGS("srcStateFlags", "INTEGER", (f, r) -> stateFlags(f, f.src(), r)),
    DST_STATE_FLAGS("dstStateFlags", "INTEGER", (f, r) -> stateFlags(f, f.dst(), r)),
    SRC_PAYLOAD("srcPayload", "BOOLEAN", (f, r) -> r.flagUnless(!f.tcp(), f.src().payload())),
    DST_PAYLOAD("dstPayload", "BOOLEAN", (f, r) -> r.flagUnless(!f.tcp(), f.dst().payload())),
    TCP_STATE("tcpState", "VARCHAR", (f, r) -> r.text(f.tcp() ? f.tcpState().name() : "")),
    RTT_NS("rttNs", "BIGINT", (f, r) -> r.numberUnless(f.rttNanos() < 0, f.rttNanos())),
    SRC_RETRANSMITS(
            "srcRetransmits", "BIGINT", (f, r) -> r.numberUnless(!f.tcp(), f.src().retransmits())),
    DST_RETRANSMITS(
            "dstRetransmits", "BIGINT", (f, r) -> r.numberUnless(!f.tcp(), f.dst().retransmits())),
    SRC_OUT_OF_ORDER(
            "srcOutOfOrder", "BIGINT", (f, r) -> r.numberUnless(!f.tcp(), f.src().outOfOrder())),
    DST_OUT_OF_ORDER(
            "dstOutOfOrder", "BIGINT", (f, r) -> r.numberUnless(!f.tcp(), f.dst().outOfOrder())),
    ZERO_WINDOWS("zeroWindows", "BIGINT", (f, r) -> r.numberUnless(!f.tcp(), f.zeroWindows())),
    ICMP_TYPE("icmpType", "INTEGER", (f, r) -> r.integerUnless(f.icmpType() < 0, f.icmpType())),
    ICMP_CODE("icmpCode", "INTEGER", (f, r) -> r.integerUnless(f.icmpType() < 0, f.icmpCode())),
    DSCP("dscp", "INTEGER", (f, r) -> r.integer(f.dscp())),
    MIN_PACKET_BYTES("minPacketBytes", "INTEGER", (f, r) -> r.integer(f.minPacketBytes())),
    MAX_PACKET_BYTES("maxPacketBytes", "INTEGER", (f, r) -> r.integer(f.maxPacketBytes())),
    /** Sum of the squared packet sizes. */
    SQUARED_PACKET_BYTES(
            "squaredPacketBytes", "BIGINT", (f, r) -> r.number(f.squaredPacketBytes())),
    INITIATOR_RULE("initiatorRule", "VARCHAR", (f, r) -> r.text(f.initiatorRule().text())),
    TLS_SNI("labels_tlsSni", "VARCHAR", (f, r) -> r.text(f.labels().tlsSni())),
    TLS_ALPN("labels_tlsAlpn", "VARCHAR", (f, r) -> r.text(f.labels().tlsAlpn())),
    ECH("labels_ech", "VARCHAR", (f, r) -> r.text(f.labels().ech())),
    DNS_QUERY("labels_dnsQuery", "VARCHAR", (f, r) -> r.text(f.labels().dnsQuery())),
    HTTP_HOST("labels_httpHost", "VARCHAR", (f, r) -> r.text(f.labels().httpHost())),
    SRC_NAME("srcName", "VARCHAR", (f, r) -> r.text(f.names().src())),
    DST_NAME("dstName", "VARCHAR", (f, r) -> r.text(f.names().dst())),
    NAME_SOURCE("nameSource", "VARCHAR", (f, r) -> r.text(f.names().source().text())),
    JA4("ja4", "VARCHAR", (f, r) -> r.text(f.labels().ja4())),
    DNS_RCODE("dnsRcode", "VARCHAR", (f, r) -> r.text(f.dns().codeName())),
    DNS_LATENCY_NS(
            "dnsLatencyNs",
            "BIGINT",
            (f, r) -> r.numberUnless(f.dns().latencyNanos() < 0, f.dns().latencyNanos())),
    /**
     * The observers. A counter that equals the flow's is NULL; times are nanoseconds after the
     * flow's first and last packet, NULL for none.
     */
    SEEN_BY("seenBy", ObserverStage.TYPE, null),
    LOST_PACKETS(
            "lostPackets",
            "BIGINT",
            (f, r) -> r.numberUnless(f.lostPackets() < 0, f.lostPackets())),
    GAP("gap", "BOOLEAN", (f, r) -> r.flag(f.gap())),
    CONTINUED("continued", "BOOLEAN", (f, r) -> r.flag(f.continued()));

    /** Writes the value of one column. */
    @FunctionalInterface
    private interface ColumnWriter {
        void write(Flow flow, RowWriter row) throws SQLException;
    }

    private final String columnName;
    private final String sqlType;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final ColumnWriter writer;

    FlowColumn(String columnName, String sqlType, ColumnWriter writer) {
        this.columnName = columnName;
        this.sqlType = sqlType;
        this.writer = writer;
    }

    /** The column's name, which needs no quotes but those of a word in lower and upper case. */
    public String columnName() {
        return columnName;
    }

    /** DuckDB's type. */
    public String sqlType() {
        return sqlType;
    }

    /** The column's place in a row, from 1 as JDBC counts. */
    public int index() {
        return ordinal() + 1;
    }

    /** Whether the column is appended as it is stored; if not, {@link ObserverStage} does it. */
    boolean plain() {
        return this != SEEN_BY;
    }

    void write(Flow flow, RowWriter row) throws SQLException {
        writer.write(flow, row);
    }

    private static void first(Flow flow, FlowSide side, RowWriter row) throws SQLException {
        row.numberUnless(
                side.firstNanos() == Long.MAX_VALUE, side.firstNanos() - flow.firstNanos());
    }

    private static void last(Flow flow, FlowSide side, RowWriter row) throws SQLException {
        row.numberUnless(side.lastNanos() == Long.MIN_VALUE, flow.lastNanos() - side.lastNanos());
    }

    private static void stateFlags(Flow flow, FlowSide side, RowWriter row) throws SQLException {
        row.integerUnless(!flow.tcp() || side.stateFlags() == side.tcpFlags(), side.stateFlags());
    }
}
