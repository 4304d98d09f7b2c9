package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes one JSON object per line. */
final class NdjsonWriter implements FlowWriter {

    private final List<FlowField> fields;
    private final JsonFields flows = new JsonFields();

    NdjsonWriter(List<FlowField> fields) {
        this.fields = List.copyOf(fields);
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        flows.writeLine(flow, fields, out);
    }
}
