package io.ringflow.kafka;

import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.field.CommunityId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes each flow as a key, its Community ID, and a value. See {@link KeyedRecords}. */
final class KeyedEncoder implements RecordEncoder {

    private final RecordEncoder values;
    private final CommunityId keys = new CommunityId();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream(2048);

    /**
     * Creates an encoder.
     *
     * @param values writes the value of a record
     */
    KeyedEncoder(RecordEncoder values) {
        this.values = values;
    }

    /** Writes values as JSON objects without line breaks. */
    static RecordEncoder json(List<FlowField> fields) {
        FlowWriter lines = FlowWriter.ndjson(fields);
        ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
        return (flow, out) -> {
            line.reset();
            lines.write(flow, line);
            byte[] bytes = line.toByteArray();
            out.write(bytes, 0, bytes.length - 1);
        };
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        value.reset();
        values.write(flow, value);
        byte[] key = keys.of(flow).getBytes(StandardCharsets.US_ASCII);
        KeyedRecords.append(key, value, out);
    }
}
