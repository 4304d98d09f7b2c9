package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.ringflow.model.AddressText;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Flows as lines of JSON with Jackson's generator, for comparison. Not thread-safe. */
final class JacksonWriter implements FlowWriter, FieldSink {

    private static final SerializedString[] NAMES =
            Arrays.stream(FlowField.values())
                    .map(field -> new SerializedString(field.memberName()))
                    .toArray(SerializedString[]::new);

    private final List<FlowField> fields;
    private final TimeText times = new TimeText();
    private final byte[] text = new byte[64];
    private final Target target = new Target();
    private final JsonGenerator json;
    private FlowField current = FlowField.ID;
    private String open = "";

    /** Where the generator writes: the buffer of the flow that is being written. */
    private static final class Target extends OutputStream {

        private ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            out.write(bytes, offset, length);
        }
    }

    JacksonWriter(List<FlowField> fields) {
        this.fields = fields;
        try {
            json = PrintableJson.factory().createGenerator(target).setRootValueSeparator(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    /** A call of the generator. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private static void call(Call call) {
        try {
            call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        target.out = out;
        call(
                () -> {
                    open = "";
                    json.writeStartObject();
                    for (FlowField field : fields) {
                        current = field;
                        field.write(flow, this);
                    }
                    closeGroup();
                    json.writeEndObject();
                    json.writeRaw('\n');
                    json.flush();
                });
    }

    private void closeGroup() throws IOException {
        if (!open.isEmpty()) {
            json.writeEndObject();
        }
    }

    private void name() throws IOException {
        String group = current.group();
        if (!group.equals(open)) {
            closeGroup();
            open = group;
            if (!group.isEmpty()) {
                json.writeObjectFieldStart(group);
            }
        }
        json.writeFieldName(NAMES[current.ordinal()]);
    }

    @Override
    public void text(String value) {
        call(
                () -> {
                    name();
                    json.writeString(value);
                });
    }

    @Override
    public void number(long value) {
        call(
                () -> {
                    name();
                    json.writeNumber(value);
                });
    }

    @Override
    public void decimal(double value) {
        call(
                () -> {
                    name();
                    json.writeNumber(DecimalText.of(value));
                });
    }

    @Override
    public void address(IpAddress value) {
        call(
                () -> {
                    name();
                    json.writeRawUTF8String(text, 0, AddressText.write(value, text, 0));
                });
    }

    @Override
    public void time(long nanos) {
        call(
                () -> {
                    name();
                    json.writeRawUTF8String(text, 0, times.write(nanos, text, 0));
                });
    }

    @Override
    public void bool(boolean value) {
        call(
                () -> {
                    name();
                    json.writeBoolean(value);
                });
    }

    @Override
    public void observers(List<ObserverCount> value) {
        call(
                () -> {
                    name();
                    json.writeStartArray();
                    for (ObserverCount count : value) {
                        observer(count);
                    }
                    json.writeEndArray();
                });
    }

    /** What a flow with a single observer shows of it. */
    private void observer(ObserverCount count) throws IOException {
        json.writeStartObject();
        json.writeStringField("host", count.observer().host());
        json.writeStringField("interface", count.observer().interfaceName());
        json.writeNumberField("packets", count.packets());
        json.writeNumberField("bytes", count.bytes());
        json.writeFieldName("firstSeen");
        json.writeRawUTF8String(text, 0, times.write(count.firstNanos(), text, 0));
        json.writeFieldName("lastSeen");
        json.writeRawUTF8String(text, 0, times.write(count.lastNanos(), text, 0));
        json.writeEndObject();
    }
}
