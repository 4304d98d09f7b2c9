package io.ringflow.model.filter.condition;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FieldType;
import io.ringflow.model.field.FlowField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What filters can compare: the fields of a flow, with the names and types of {@link FlowField},
 * and words for either of two fields or for all observers.
 */
public enum FilterField {
    ID(FlowField.ID),
    COMMUNITY_ID(FlowField.COMMUNITY_ID),
    EVENT(FlowField.EVENT),
    SRC_ADDR(FlowField.SRC_ADDR),
    DST_ADDR(FlowField.DST_ADDR),
    SRC_PORT(FlowField.SRC_PORT),
    DST_PORT(FlowField.DST_PORT),
    PROTOCOL(FlowField.PROTOCOL),
    IP_VERSION(FlowField.IP_VERSION),
    VLAN_ID(FlowField.VLAN_ID),
    TUNNEL_TYPE(FlowField.TUNNEL_TYPE),
    TUNNEL_ID(FlowField.TUNNEL_ID),
    TUNNEL_SRC_ADDR(FlowField.TUNNEL_SRC_ADDR),
    TUNNEL_DST_ADDR(FlowField.TUNNEL_DST_ADDR),
    STATE(FlowField.STATE),
    END_REASON(FlowField.END_REASON),
    FIRST_SEEN(FlowField.FIRST_SEEN),
    LAST_SEEN(FlowField.LAST_SEEN),
    DURATION_MS(FlowField.DURATION_MS),
    PACKETS(FlowField.PACKETS),
    BYTES(FlowField.BYTES),
    SRC_PACKETS(FlowField.SRC_PACKETS),
    SRC_BYTES(FlowField.SRC_BYTES),
    DST_PACKETS(FlowField.DST_PACKETS),
    DST_BYTES(FlowField.DST_BYTES),
    SRC_TCP_FLAGS(FlowField.SRC_TCP_FLAGS),
    DST_TCP_FLAGS(FlowField.DST_TCP_FLAGS),
    TCP_STATE(FlowField.TCP_STATE),
    RTT_MS(FlowField.RTT_MS),
    SRC_RETRANSMITS(FlowField.SRC_RETRANSMITS),
    DST_RETRANSMITS(FlowField.DST_RETRANSMITS),
    SRC_OUT_OF_ORDER(FlowField.SRC_OUT_OF_ORDER),
    DST_OUT_OF_ORDER(FlowField.DST_OUT_OF_ORDER),
    ZERO_WINDOWS(FlowField.ZERO_WINDOWS),
    ICMP_TYPE(FlowField.ICMP_TYPE),
    ICMP_CODE(FlowField.ICMP_CODE),
    DSCP(FlowField.DSCP),
    MIN_PACKET_BYTES(FlowField.MIN_PACKET_BYTES),
    MAX_PACKET_BYTES(FlowField.MAX_PACKET_BYTES),
    MEAN_PACKET_BYTES(FlowField.MEAN_PACKET_BYTES),
    STDDEV_PACKET_BYTES(FlowField.STDDEV_PACKET_BYTES),
    INITIATOR_RULE(FlowField.INITIATOR_RULE),
    TLS_SNI(FlowField.TLS_SNI),
    TLS_ALPN(FlowField.TLS_ALPN),
    DNS_QUERY(FlowField.DNS_QUERY),
    HTTP_HOST(FlowField.HTTP_HOST),
    LOST_PACKETS(FlowField.LOST_PACKETS),
    GAP(FlowField.GAP),
    /** Either address. */
    ADDR("addr", FlowField.SRC_ADDR, FlowField.DST_ADDR),
    /** Either port. */
    PORT("port", FlowField.SRC_PORT, FlowField.DST_PORT),
    /** The host of any observer. */
    HOST("host"),
    /** The interface of any observer. */
    INTERFACE("interface");

    private static final Map<String, FilterField> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(FilterField::text, Function.identity()));

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // its only list is a copy
    private final FieldType type;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<FlowField> fields;

    FilterField(FlowField field) {
        this(field.fieldName(), field);
    }

    FilterField(String text, FlowField... fields) {
        this.text = text;
        this.type = fields.length == 0 ? FieldType.text() : fields[0].type();
        this.fields = List.of(fields);
    }

    /** The field with this exact name. */
    public static Optional<FilterField> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The name in filters. */
    public String text() {
        return text;
    }

    /** What the field's values are. */
    public FieldKind kind() {
        return type.kind();
    }

    /**
     * The flow's fields that are looked at, one of which must match: two for {@link #ADDR} and
     * {@link #PORT}, none for {@link #HOST} and {@link #INTERFACE}, which look at the observers.
     */
    public List<FlowField> fields() {
        return fields;
    }

    /** The unit of numbers as users see it; empty if there is none. */
    public String unit() {
        return type.unit();
    }

    /** The largest whole number that the field can have; the smallest is 0. */
    public long max() {
        return type.max();
    }

    /** Returns true if texts compare regardless of case. */
    public boolean ignoresCase() {
        return type.ignoresCase();
    }

    /** All values of a field of the kind {@link FieldKind#WORD}; empty for other kinds. */
    public List<String> words() {
        return type.words();
    }
}
