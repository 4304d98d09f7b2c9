package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.FieldSink;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Writes flows as JSON objects. Its own text, because an export of millions of flows spends most of
 * its time here and a general generator takes several times as long. Not thread-safe: one instance
 * a thread.
 */
public final class JsonFields implements FieldSink {

    /** Each field's name as it stands behind another field. */
    private static final byte[][] NAMES =
            Arrays.stream(FlowField.values())
                    .map(field -> ascii(",\"" + field.fieldName() + "\":"))
                    .toArray(byte[][]::new);

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HOST = ascii("{\"host\":");
    private static final byte[] INTERFACE = ascii(",\"interface\":");
    private static final byte[] PACKETS = ascii(",\"packets\":");
    private static final byte[] BYTES = ascii(",\"bytes\":");
    private static final byte[] FIRST_SEEN = ascii(",\"firstSeen\":");
    private static final byte[] LAST_SEEN = ascii(",\"lastSeen\":");

    private final JsonText text = new JsonText();
    private byte[] name;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes one flow as an object that holds the fields asked for. */
    public void write(Flow flow, Collection<FlowField> fields, JsonGenerator json)
            throws IOException {
        encode(flow, fields);
        json.writeRawValue(text.toString());
    }

    /** Writes one flow as a line that holds an object with the fields asked for. */
    void writeLine(Flow flow, List<FlowField> fields, ByteArrayOutputStream out) {
        encode(flow, fields);
        text.add('\n');
        text.writeTo(out);
    }

    private void encode(Flow flow, Collection<FlowField> fields) {
        text.clear();
        for (FlowField field : fields) {
            name = NAMES[field.ordinal()];
            field.write(flow, this);
        }
        text.beginWith('{');
        text.add('}');
    }

    private void name() {
        text.add(name);
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
            observer(value.get(i));
        }
        text.add(']');
    }

    private void observer(ObserverCount count) {
        text.add(HOST);
        text.quoted(count.observer().host());
        text.add(INTERFACE);
        text.quoted(count.observer().interfaceName());
        text.add(PACKETS);
        text.number(count.packets());
        text.add(BYTES);
        text.number(count.bytes());
        text.add(FIRST_SEEN);
        text.time(count.firstNanos());
        text.add(LAST_SEEN);
        text.time(count.lastNanos());
        text.add('}');
    }
}
