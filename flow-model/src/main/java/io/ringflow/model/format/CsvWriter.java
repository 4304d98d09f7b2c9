package io.ringflow.model.format;

import io.ringflow.model.AddressText;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes comma-separated values (RFC 4180) with a header line; absent values are empty cells. */
final class CsvWriter implements FlowWriter, FieldSink {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final List<FlowField> fields;
    private final CsvText cells;
    private final TimeText times = new TimeText();
    private byte[] line = new byte[1024];
    private int length;

    CsvWriter(List<FlowField> fields, CsvText cells) {
        this.fields = List.copyOf(fields);
        this.cells = cells;
    }

    @Override
    public byte[] header() {
        return fields.stream()
                .map(FlowField::fieldName)
                .collect(Collectors.joining(",", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        length = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                add(',');
            }
            fields.get(i).write(flow, this);
        }
        add('\n');
        out.write(line, 0, length);
    }

    private void reserve(int more) {
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
        }
    }

    private void add(char ascii) {
        reserve(1);
        line[length++] = (byte) ascii;
    }

    private void add(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, line, length, bytes.length);
        length += bytes.length;
    }

    /** Copies plain text, which nearly all text is. */
    @Override
    public void text(String value) {
        int size = value.length();
        if (size > 0 && !CsvText.startsPlainly(value.charAt(0))) {
            special(value);
            return;
        }
        reserve(size);
        int at = length;
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == ',') {
                special(value);
                return;
            }
            line[at++] = (byte) c;
        }
        length = at;
    }

    private void special(String value) {
        add(cells.cell(value).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void number(long value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, line, length);
    }

    @Override
    public void decimal(double value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, line, length);
    }

    @Override
    public void address(IpAddress value) {
        reserve(AddressText.MAX_LENGTH);
        length = AddressText.write(value, line, length);
    }

    @Override
    public void time(long nanos) {
        reserve(TimeText.LENGTH);
        length = times.write(nanos, line, length);
    }

    @Override
    public void bool(boolean value) {
        add(value ? TRUE : FALSE);
    }

    @Override
    public void observers(List<ObserverCount> value) {
        text(
                value.stream()
                        .map(ObserverCount::observer)
                        .map(Observer::text)
                        .collect(Collectors.joining(" ")));
    }
}
