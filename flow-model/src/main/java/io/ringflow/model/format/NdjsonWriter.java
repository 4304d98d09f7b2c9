package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One JSON object a line. */
final class NdjsonWriter implements FlowWriter {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private final List<FlowField> fields;
    private final JsonFields flows = new JsonFields();
    private ByteArrayOutputStream target;
    private JsonGenerator generator;

    NdjsonWriter(List<FlowField> fields) {
        this.fields = List.copyOf(fields);
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        try {
            if (out != target) {
                generator = JSON.createGenerator(out).setRootValueSeparator(null);
                target = out;
            }
            flows.write(flow, fields, generator);
            generator.writeRaw('\n');
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }
}
