package io.ringflow.model.filter;

import io.ringflow.model.EndReason;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowField;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.TcpState;
import io.ringflow.model.TunnelType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What filters can look at: the fields of a flow by their names, and words that look at either of
 * two fields or at all observers.
 */
public enum FilterField {
    ID(Kind.TEXT, FlowField.ID),
    COMMUNITY_ID(Kind.TEXT, FlowField.COMMUNITY_ID),
    EVENT(Kind.WORD, FlowField.EVENT),
    SRC_ADDR(Kind.ADDRESS, FlowField.SRC_ADDR),
    DST_ADDR(Kind.ADDRESS, FlowField.DST_ADDR),
    SRC_PORT(Kind.NUMBER, FlowField.SRC_PORT),
    DST_PORT(Kind.NUMBER, FlowField.DST_PORT),
    PROTOCOL(Kind.PROTOCOL, FlowField.PROTOCOL),
    IP_VERSION(Kind.NUMBER, FlowField.IP_VERSION),
    VLAN_ID(Kind.NUMBER, FlowField.VLAN_ID),
    TUNNEL_TYPE(Kind.WORD, FlowField.TUNNEL_TYPE),
    TUNNEL_ID(Kind.NUMBER, FlowField.TUNNEL_ID),
    TUNNEL_SRC_ADDR(Kind.ADDRESS, FlowField.TUNNEL_SRC_ADDR),
    TUNNEL_DST_ADDR(Kind.ADDRESS, FlowField.TUNNEL_DST_ADDR),
    STATE(Kind.WORD, FlowField.STATE),
    END_REASON(Kind.WORD, FlowField.END_REASON),
    FIRST_SEEN(Kind.TIME, FlowField.FIRST_SEEN),
    LAST_SEEN(Kind.TIME, FlowField.LAST_SEEN),
    DURATION_MS(Kind.DECIMAL, FlowField.DURATION_MS),
    PACKETS(Kind.NUMBER, FlowField.PACKETS),
    BYTES(Kind.NUMBER, FlowField.BYTES),
    SRC_PACKETS(Kind.NUMBER, FlowField.SRC_PACKETS),
    SRC_BYTES(Kind.NUMBER, FlowField.SRC_BYTES),
    DST_PACKETS(Kind.NUMBER, FlowField.DST_PACKETS),
    DST_BYTES(Kind.NUMBER, FlowField.DST_BYTES),
    SRC_TCP_FLAGS(Kind.FLAGS, FlowField.SRC_TCP_FLAGS),
    DST_TCP_FLAGS(Kind.FLAGS, FlowField.DST_TCP_FLAGS),
    TCP_STATE(Kind.WORD, FlowField.TCP_STATE),
    RTT_MS(Kind.DECIMAL, FlowField.RTT_MS),
    SRC_RETRANSMITS(Kind.NUMBER, FlowField.SRC_RETRANSMITS),
    DST_RETRANSMITS(Kind.NUMBER, FlowField.DST_RETRANSMITS),
    SRC_OUT_OF_ORDER(Kind.NUMBER, FlowField.SRC_OUT_OF_ORDER),
    DST_OUT_OF_ORDER(Kind.NUMBER, FlowField.DST_OUT_OF_ORDER),
    ZERO_WINDOWS(Kind.NUMBER, FlowField.ZERO_WINDOWS),
    ICMP_TYPE(Kind.NUMBER, FlowField.ICMP_TYPE),
    ICMP_CODE(Kind.NUMBER, FlowField.ICMP_CODE),
    DSCP(Kind.NUMBER, FlowField.DSCP),
    MIN_PACKET_BYTES(Kind.NUMBER, FlowField.MIN_PACKET_BYTES),
    MAX_PACKET_BYTES(Kind.NUMBER, FlowField.MAX_PACKET_BYTES),
    MEAN_PACKET_BYTES(Kind.DECIMAL, FlowField.MEAN_PACKET_BYTES),
    STDDEV_PACKET_BYTES(Kind.DECIMAL, FlowField.STDDEV_PACKET_BYTES),
    INITIATOR_RULE(Kind.WORD, FlowField.INITIATOR_RULE),
    TLS_SNI(Kind.TEXT, FlowField.TLS_SNI),
    TLS_ALPN(Kind.TEXT, FlowField.TLS_ALPN),
    DNS_QUERY(Kind.TEXT, FlowField.DNS_QUERY),
    HTTP_HOST(Kind.TEXT, FlowField.HTTP_HOST),
    LOST_PACKETS(Kind.NUMBER, FlowField.LOST_PACKETS),
    GAP(Kind.BOOLEAN, FlowField.GAP),
    /** Either address. */
    ADDR("addr", Kind.ADDRESS, FlowField.SRC_ADDR, FlowField.DST_ADDR),
    /** Either port. */
    PORT("port", Kind.NUMBER, FlowField.SRC_PORT, FlowField.DST_PORT),
    /** The host of any observer. */
    HOST("host", Kind.TEXT),
    /** The interface of any observer. */
    INTERFACE("interface", Kind.TEXT);

    /** What values a field has, and with that the operators that it takes. */
    public enum Kind {
        /** Whole numbers. */
        NUMBER,
        /** Fractional numbers; milliseconds for a field whose name ends in Ms. */
        DECIMAL,
        /** Nanoseconds since the epoch. */
        TIME,
        /** IPv4 and IPv6 addresses. */
        ADDRESS,
        /** IP protocols by number. */
        PROTOCOL,
        /** One of a few known words. */
        WORD,
        /** Any text. */
        TEXT,
        /** A set of TCP flags as letters. */
        FLAGS,
        /** True or false. */
        BOOLEAN;

        /** Whether values are ordered, so that {@code <} and the like can be asked. */
        public boolean ordered() {
            return this == NUMBER || this == DECIMAL || this == TIME;
        }

        /** Whether values are texts, so that {@code LIKE} can be asked. */
        public boolean textual() {
            return this == WORD || this == TEXT || this == FLAGS;
        }
    }

    private static final Map<String, FilterField> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(FilterField::text, Function.identity()));

    private final String text;
    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<FlowField> fields;

    FilterField(Kind kind, FlowField field) {
        this(field.fieldName(), kind, field);
    }

    FilterField(String text, Kind kind, FlowField... fields) {
        this.text = text;
        this.kind = kind;
        this.fields = List.of(fields);
    }

    /** The field with a name, spelt exactly. */
    public static Optional<FilterField> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The name in filters. */
    public String text() {
        return text;
    }

    /** What values the field has. */
    public Kind kind() {
        return kind;
    }

    /**
     * The flow's fields that are looked at, one of which must fit: two for {@link #ADDR} and {@link
     * #PORT}, none for {@link #HOST} and {@link #INTERFACE}, which look at the observers.
     */
    public List<FlowField> fields() {
        return fields;
    }

    /** The largest whole number that the field can have; the smallest is 0. */
    public long max() {
        return switch (this) {
            case SRC_PORT, DST_PORT, PORT -> 65_535;
            case PROTOCOL, ICMP_TYPE, ICMP_CODE -> 255;
            case VLAN_ID -> 4_095;
            case DSCP -> 63;
            case GAP -> 1;
            default -> Long.MAX_VALUE;
        };
    }

    /** Whether texts compare without regard to case, as domain names do (RFC 4343). */
    public boolean ignoresCase() {
        return this == TLS_SNI || this == DNS_QUERY || this == HTTP_HOST;
    }

    /** The words that a field of the kind {@link Kind#WORD} can have; none for other kinds. */
    public List<String> words() {
        return switch (this) {
            case EVENT -> words(FlowEvent.values(), FlowEvent::text, 1);
            case TUNNEL_TYPE -> words(TunnelType.values(), TunnelType::text, 1);
            case STATE -> List.of("active", "ended");
            case END_REASON -> words(EndReason.values(), EndReason::text, 1);
            case TCP_STATE -> words(TcpState.values(), TcpState::name, 0);
            case INITIATOR_RULE -> words(InitiatorRule.values(), InitiatorRule::text, 0);
            default -> List.of();
        };
    }

    /** The words of an enum, without those at its begin that stand for an absent value. */
    private static <E> List<String> words(E[] values, Function<E, String> word, int absent) {
        return Arrays.stream(values).skip(absent).map(word).toList();
    }
}
