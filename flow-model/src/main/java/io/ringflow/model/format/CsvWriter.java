package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values (RFC 4180) with a header line; an absent value is an empty cell. */
final class CsvWriter implements FlowWriter {

    private final List<FlowField> fields;

    CsvWriter(List<FlowField> fields) {
        this.fields = List.copyOf(fields);
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
        StringBuilder line = new StringBuilder(512);
        for (FlowField field : fields) {
            String value = field.text(flow).orElse("");
            line.append(field == fields.getFirst() ? "" : ",").append(cell(value));
        }
        line.append('\n');
        out.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String cell(String value) {
        boolean plain =
                value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
