package io.ringflow.model.filter;

import io.ringflow.model.FlowField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

public enum FilterField {
    ID("id", Kind.TEXT, FlowField.ID),
    SRC_ADDR("srcAddr", Kind.ADDRESS, FlowField.SRC_ADDR),
    DST_ADDR("dstAddr", Kind.ADDRESS, FlowField.DST_ADDR),
    SRC_PORT("srcPort", Kind.NUMBER, FlowField.SRC_PORT),
    DST_PORT("dstPort", Kind.NUMBER, FlowField.DST_PORT),
    PROTOCOL("protocol", Kind.PROTOCOL, FlowField.PROTOCOL),
    STATE("state", Kind.WORD, FlowField.STATE),
    BYTES("bytes", Kind.NUMBER, FlowField.BYTES),
    PACKETS("packets", Kind.NUMBER, FlowField.PACKETS),
    ADDR("addr", Kind.ADDRESS, FlowField.SRC_ADDR, FlowField.DST_ADDR),
    PORT("port", Kind.NUMBER, FlowField.SRC_PORT, FlowField.DST_PORT),
    HOST("host", Kind.TEXT),
    INTERFACE("interface", Kind.TEXT);

    public enum Kind {
        NUMBER,
        DECIMAL,
        TIME,
        ADDRESS,
        PROTOCOL,
        WORD,
        TEXT,
        FLAGS,
        BOOLEAN
    }

    private final String text;
    private final Kind kind;
    private final List<FlowField> fields;

    FilterField(String text, Kind kind, FlowField... fields) {
        this.text = text;
        this.kind = kind;
        this.fields = List.of(fields);
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    public List<FlowField> fields() {
        return fields;
    }

    public static Optional<FilterField> named(String name) {
        return Arrays.stream(values()).filter(field -> field.text.equals(name)).findAny();
    }
}
