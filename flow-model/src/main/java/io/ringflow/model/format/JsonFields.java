package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.ringflow.model.AddressText;
import io.ringflow.model.FieldSink;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.TimeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Writes flows as JSON objects with a Jackson generator that the caller owns. Not thread-safe: one
 * instance a thread.
 */
public final class JsonFields implements FieldSink {

    private static final SerializableString[] NAMES =
            Arrays.stream(FlowField.values())
                    .map(field -> new SerializedString(field.fieldName()))
                    .toArray(SerializableString[]::new);

    private final TimeText times = new TimeText();
    private final byte[] ascii = new byte[Math.max(TimeText.LENGTH, AddressText.MAX_LENGTH)];
    private JsonGenerator json;
    private SerializableString name;

    /** Writes one flow as an object that holds the fields asked for. */
    public void write(Flow flow, Collection<FlowField> fields, JsonGenerator generator)
            throws IOException {
        json = generator;
        json.writeStartObject();
        try {
            for (FlowField field : fields) {
                name = NAMES[field.ordinal()];
                field.write(flow, this);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        json.writeEndObject();
    }

    @Override
    public void text(String value) {
        write(() -> json.writeString(value));
    }

    @Override
    public void number(long value) {
        write(() -> json.writeNumber(value));
    }

    @Override
    public void decimal(double value) {
        write(() -> number(value));
    }

    /** A whole value without its ".0", rounded to the nanosecond's or millionth's place. */
    private void number(double value) throws IOException {
        double rounded = Math.rint(value * 1e6) / 1e6;
        if (rounded == (long) rounded) {
            json.writeNumber((long) rounded);
        } else {
            json.writeNumber(rounded);
        }
    }

    @Override
    public void address(IpAddress value) {
        write(() -> json.writeRawUTF8String(ascii, 0, AddressText.write(value, ascii, 0)));
    }

    @Override
    public void time(long nanos) {
        write(() -> time(nanos, json));
    }

    private void time(long nanos, JsonGenerator generator) throws IOException {
        generator.writeRawUTF8String(ascii, 0, times.write(nanos, ascii, 0));
    }

    @Override
    public void bool(boolean value) {
        write(() -> json.writeBoolean(value));
    }

    @Override
    public void observers(List<ObserverCount> value) {
        write(
                () -> {
                    json.writeStartArray();
                    for (ObserverCount count : value) {
                        observer(count);
                    }
                    json.writeEndArray();
                });
    }

    private void observer(ObserverCount count) throws IOException {
        json.writeStartObject();
        json.writeStringField("host", count.observer().host());
        json.writeStringField("interface", count.observer().interfaceName());
        json.writeNumberField("packets", count.packets());
        json.writeNumberField("bytes", count.bytes());
        json.writeFieldName("firstSeen");
        time(count.firstNanos(), json);
        json.writeFieldName("lastSeen");
        time(count.lastNanos(), json);
        json.writeEndObject();
    }

    /** A write that may fail; the sink's methods throw nothing checked. */
    @FunctionalInterface
    private interface Value {
        void write() throws IOException;
    }

    private void write(Value value) {
        try {
            json.writeFieldName(name);
            value.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
