package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Writes flows as JSON objects. Makes the text itself, because exports spend much of their time
 * here and a general generator is slower (docs/adr/0007). Not thread-safe.
 */
public final class JsonFields implements FieldSink {

    /** Each field's name, after another field of its group. */
    private static final byte[][] NAMES = names(field -> ",\"" + field.memberName() + "\":");

    /** Each field's name with the start of its group's object. */
    private static final byte[][] FIRST_NAMES =
            names(field -> ",\"" + field.group() + "\":{\"" + field.memberName() + "\":");

    private static final String[] GROUPS =
            Arrays.stream(FlowField.values())
                    .map(FlowField::group)
                    .map(String::intern)
                    .toArray(String[]::new);

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HOST = ascii("{\"host\":");
    private static final byte[] INTERFACE = ascii(",\"interface\":");
    private static final byte[] PACKETS = ascii(",\"packets\":");
    private static final byte[] BYTES = ascii(",\"bytes\":");
    private static final byte[] SRC_PACKETS = ascii(",\"srcPackets\":");
    private static final byte[] DST_PACKETS = ascii(",\"dstPackets\":");
    private static final byte[] FIRST_SEEN = ascii(",\"firstSeen\":");
    private static final byte[] LAST_SEEN = ascii(",\"lastSeen\":");

    private final JsonText text = new JsonText();
    private FlowField current;

    /** The group whose object is open; empty if there is none. */
    private String open = "";

    private static byte[][] names(Function<FlowField, String> name) {
        return Arrays.stream(FlowField.values())
                .map(name)
                .map(JsonFields::ascii)
                .toArray(byte[][]::new);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes one flow as an object with these fields.
     *
     * @param fields in the order of output; members of a group must be adjacent
     */
    public void write(Flow flow, Collection<FlowField> fields, JsonGenerator json)
            throws IOException {
        encode(flow, fields);
        json.writeRawValue(text.toString());
    }

    /** The members of an object of these fields, without the object's braces. */
    public String members(Flow flow, Collection<FlowField> fields) {
        encode(flow, fields);
        String object = text.toString();
        return object.substring(1, object.length() - 1);
    }

    /** Writes one flow as a line with an object of these fields. */
    void writeLine(Flow flow, List<FlowField> fields, ByteArrayOutputStream out) {
        encode(flow, fields);
        text.add('\n');
        text.writeTo(out);
    }

    private void encode(Flow flow, Collection<FlowField> fields) {
        text.clear();
        open = "";
        for (FlowField field : fields) {
            current = field;
            field.write(flow, this);
        }
        closeGroup();
        text.startWith('{');
        text.add('}');
    }

    @SuppressWarnings("ReferenceEquality") // group names are interned
    private void name() {
        int field = current.ordinal();
        String group = GROUPS[field];
        if (group == open) {
            text.add(NAMES[field]);
            return;
        }
        closeGroup();
        open = group;
        text.add(group.isEmpty() ? NAMES[field] : FIRST_NAMES[field]);
    }

    private void closeGroup() {
        if (!open.isEmpty()) {
            text.add('}');
        }
    }

    @Override
    public void text(String value) {
        name();
        text.quoted(value);
    }

    @Override
    public void number(long value) {
        name();
        text.number(value);
    }

    @Override
    public void decimal(double value) {
        name();
        text.decimal(value);
    }

    @Override
    public void address(IpAddress value) {
        name();
        text.quoted(value);
    }

    @Override
    public void time(long nanos) {
        name();
        text.time(nanos);
    }

    @Override
    public void bool(boolean value) {
        name();
        text.add(value ? TRUE : FALSE);
    }

    @Override
    public void observers(List<ObserverCount> value) {
        name();
        text.add('[');
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                text.add(',');
            }
            observer(value.get(i), value.size() > 1);
        }
        text.add(']');
    }

    /** A single observer's directions are those of the flow, and left out. */
    private void observer(ObserverCount count, boolean directions) {
        text.add(HOST);
        text.quoted(count.observer().host());
        text.add(INTERFACE);
        text.quoted(count.observer().interfaceName());
        text.add(PACKETS);
        text.number(count.packets());
        text.add(BYTES);
        text.number(count.bytes());
        if (directions) {
            text.add(SRC_PACKETS);
            text.number(count.srcPackets());
            text.add(DST_PACKETS);
            text.number(count.dstPackets());
        }
        text.add(FIRST_SEEN);
        text.time(count.firstNanos());
        text.add(LAST_SEEN);
        text.time(count.lastNanos());
        text.add('}');
    }
}
