package io.ringflow.history.table;

import io.ringflow.model.DnsResponse;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.NameSource;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the flow of a row that has all columns of {@link FlowColumn}, in their order. It equals the
 * flow that was written, unless that had TCP facts without being TCP, or an ICMP code without a
 * type, which no flow of a capture has.
 */
public final class FlowRow {

    private static final Map<String, TunnelType> TUNNELS =
            byText(TunnelType.values(), TunnelType::text);
    private static final Map<String, EndReason> REASONS =
            byText(EndReason.values(), EndReason::text);
    private static final Map<String, FlowEvent> EVENTS =
            byText(FlowEvent.values(), FlowEvent::text);
    private static final Map<String, InitiatorRule> RULES =
            byText(InitiatorRule.values(), InitiatorRule::text);
    private static final Map<String, NameSource> SOURCES =
            byText(NameSource.values(), NameSource::text);
    private static final int NAMED_CODES = 16;

    private final ResultSet row;

    private FlowRow(ResultSet row) {
        this.row = row;
    }

    /** Reads the flow of the current row. */
    public static Flow read(ResultSet row) throws SQLException {
        return new FlowRow(row).flow();
    }

    private Flow flow() throws SQLException {
        long first = nanos(FlowColumn.FIRST_SEEN, FlowColumn.FIRST_SEEN_NS);
        long last = nanos(FlowColumn.LAST_SEEN, FlowColumn.LAST_SEEN_NS);
        FlowSide src = side(FlowColumn.SRC_PACKETS, FlowColumn.SRC_BYTES, first, last, true);
        FlowSide dst = side(FlowColumn.DST_PACKETS, FlowColumn.DST_BYTES, first, last, false);
        return tuple(Flow.builder(id()))
                .event(EVENTS.get(text(FlowColumn.EVENT)))
                .tunnel(tunnel())
                .endReason(REASONS.getOrDefault(text(FlowColumn.END_REASON), EndReason.NONE))
                .sides(src, dst)
                .packetBytes(
                        (int) number(FlowColumn.MIN_PACKET_BYTES, 0),
                        (int) number(FlowColumn.MAX_PACKET_BYTES, 0),
                        number(FlowColumn.SQUARED_PACKET_BYTES, 0))
                .rttNanos(number(FlowColumn.RTT_NS, -1))
                .zeroWindows(number(FlowColumn.ZERO_WINDOWS, 0))
                .icmp(
                        (int) number(FlowColumn.ICMP_TYPE, -1),
                        (int) number(FlowColumn.ICMP_CODE, -1))
                .dscp((int) number(FlowColumn.DSCP, 0))
                .initiatorRule(RULES.get(text(FlowColumn.INITIATOR_RULE)))
                .labels(labels())
                .names(names())
                .dns(new DnsResponse(dnsCode(), number(FlowColumn.DNS_LATENCY_NS, -1)))
                .observers(observers(src, dst, first, last))
                .gap(flag(FlowColumn.GAP))
                .continued(flag(FlowColumn.CONTINUED))
                .build();
    }

    private FlowId id() throws SQLException {
        Blob blob = row.getBlob(FlowColumn.ID.index());
        ByteBuffer bytes = ByteBuffer.wrap(blob.getBytes(1, (int) blob.length()));
        return new FlowId(bytes.getInt(), bytes.getLong());
    }

    private Flow.Builder tuple(Flow.Builder flow) throws SQLException {
        return flow.addresses(
                        IpAddress.parse(text(FlowColumn.SRC_ADDR)),
                        IpAddress.parse(text(FlowColumn.DST_ADDR)))
                .ports((int) number(FlowColumn.SRC_PORT, 0), (int) number(FlowColumn.DST_PORT, 0))
                .protocol(
                        Protocols.number(text(FlowColumn.PROTOCOL)),
                        (int) number(FlowColumn.IP_VERSION, 4))
                .vlanId((int) number(FlowColumn.VLAN_ID, -1));
    }

    private Tunnel tunnel() throws SQLException {
        String type = text(FlowColumn.TUNNEL_TYPE);
        return type.isEmpty()
                ? Tunnel.NONE
                : new Tunnel(
                        TUNNELS.get(type),
                        number(FlowColumn.TUNNEL_ID, Tunnel.NO_ID),
                        outer(FlowColumn.TUNNEL_SRC_ADDR),
                        outer(FlowColumn.TUNNEL_DST_ADDR));
    }

    private IpAddress outer(FlowColumn column) throws SQLException {
        String text = text(column);
        return text.isEmpty() ? IpAddress.ANY : IpAddress.parse(text);
    }

    private FlowSide side(FlowColumn packets, FlowColumn bytes, long first, long last, boolean src)
            throws SQLException {
        long after = number(src ? FlowColumn.SRC_FIRST_NS : FlowColumn.DST_FIRST_NS, 0);
        boolean started = !row.wasNull();
        long before = number(src ? FlowColumn.SRC_LAST_NS : FlowColumn.DST_LAST_NS, 0);
        boolean ended = !row.wasNull();
        int flags = (int) number(src ? FlowColumn.SRC_FLAGS : FlowColumn.DST_FLAGS, 0);
        FlowColumn stateFlags = src ? FlowColumn.SRC_STATE_FLAGS : FlowColumn.DST_STATE_FLAGS;
        return new FlowSide(
                number(packets, 0),
                number(bytes, 0),
                flags,
                started ? first + after : Long.MAX_VALUE,
                ended ? last - before : Long.MIN_VALUE,
                number(src ? FlowColumn.SRC_RETRANSMITS : FlowColumn.DST_RETRANSMITS, 0),
                number(src ? FlowColumn.SRC_OUT_OF_ORDER : FlowColumn.DST_OUT_OF_ORDER, 0),
                flag(src ? FlowColumn.SRC_PAYLOAD : FlowColumn.DST_PAYLOAD),
                (int) number(stateFlags, flags));
    }

    private FlowLabels labels() throws SQLException {
        return new FlowLabels(
                text(FlowColumn.TLS_SNI),
                text(FlowColumn.TLS_ALPN),
                text(FlowColumn.ECH),
                text(FlowColumn.JA4),
                text(FlowColumn.DNS_QUERY),
                text(FlowColumn.HTTP_HOST));
    }

    private FlowNames names() throws SQLException {
        return new FlowNames(
                text(FlowColumn.SRC_NAME),
                text(FlowColumn.DST_NAME),
                SOURCES.get(text(FlowColumn.NAME_SOURCE)));
    }

    private int dnsCode() throws SQLException {
        String name = text(FlowColumn.DNS_RCODE);
        if (name.isEmpty()) {
            return -1;
        }
        for (int code = 0; code < NAMED_CODES; code++) {
            if (new DnsResponse(code, -1).codeName().equals(name)) {
                return code;
            }
        }
        return Integer.parseInt(name);
    }

    private List<ObserverCount> observers(FlowSide src, FlowSide dst, long first, long last)
            throws SQLException {
        Array array = row.getArray(FlowColumn.SEEN_BY.index());
        List<ObserverCount> counts = new ArrayList<>();
        for (Object element : (Object[]) array.getArray()) {
            Object[] members = ((Struct) element).getAttributes();
            counts.add(
                    new ObserverCount(
                            new Observer((String) members[0], (String) members[1]),
                            or(members[2], src.packets()),
                            or(members[3], dst.packets()),
                            or(members[4], src.bytes() + dst.bytes()),
                            first + or(members[5], 0),
                            last + or(members[6], 0)));
        }
        return List.copyOf(counts);
    }

    private static long or(Object value, long otherwise) {
        return value == null ? otherwise : ((Number) value).longValue();
    }

    private String text(FlowColumn column) throws SQLException {
        String text = row.getString(column.index());
        return text == null ? "" : text;
    }

    private long number(FlowColumn column, long otherwise) throws SQLException {
        long value = row.getLong(column.index());
        return row.wasNull() ? otherwise : value;
    }

    private boolean flag(FlowColumn column) throws SQLException {
        return row.getBoolean(column.index());
    }

    private long nanos(FlowColumn micros, FlowColumn rest) throws SQLException {
        OffsetDateTime time = row.getObject(micros.index(), OffsetDateTime.class);
        return (time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000) * 1_000
                + number(rest, 0);
    }

    private static <T> Map<String, T> byText(T[] values, Function<T, String> text) {
        return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(text, v -> v));
    }
}
