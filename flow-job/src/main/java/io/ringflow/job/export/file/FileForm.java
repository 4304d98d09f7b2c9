package io.ringflow.job.export.file;

import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.List;

/**
 * What is written to a file.
 *
 * @param format how records are written
 * @param compression how chunks of records are compressed
 * @param csv how text becomes a CSV cell
 * @param columns characters per line of a table; 0 for no limit
 * @param fields the fields, if the format writes any fields
 */
public record FileForm(
        FlowWriter.Format format,
        Compression compression,
        CsvText csv,
        int columns,
        List<FlowField> fields)
        implements Serializable {

    public FileForm {
        fields = List.copyOf(fields);
    }

    /** Creates an uncompressed form with all fields, whose cells are safe in a spreadsheet. */
    public static FileForm of(FlowWriter.Format format) {
        return new FileForm(
                format, Compression.NONE, CsvText.SAFE, 0, List.of(FlowField.values()));
    }

    FileForm withCsv(CsvText cells) {
        return new FileForm(format, compression, cells, columns, fields);
    }

    FileForm withColumns(int width) {
        return new FileForm(format, compression, csv, width, fields);
    }

    FileForm withCompression(Compression other) {
        return new FileForm(format, other, csv, columns, fields);
    }

    FileForm withFields(List<FlowField> chosen) {
        return new FileForm(format, compression, csv, columns, chosen);
    }

    boolean choosesFields() {
        return format == FlowWriter.Format.NDJSON || format == FlowWriter.Format.CSV;
    }

    private FlowWriter writer() {
        return switch (format) {
            case NDJSON -> FlowWriter.ndjson(fields);
            case CSV -> FlowWriter.csv(fields, csv);
            default -> format.writer(csv, columns);
        };
    }

    /** What a file starts with; may be empty. */
    byte[] header() {
        byte[] header = writer().header();
        return header.length == 0 ? header : compression.compress(header);
    }

    RecordEncoder encoder() {
        FlowWriter writer = writer();
        return new RecordEncoder() {
            @Override
            public void write(Flow flow, ByteArrayOutputStream out) {
                writer.write(flow, out);
            }

            @Override
            public byte[] pack(ByteArrayOutputStream records) {
                return compression.compress(records.toByteArray());
            }
        };
    }

    /**
     * Number of bytes that complete records take at the start of a partly written chunk.
     *
     * @param length number of bytes written
     */
    int completeRecords(byte[] chunk, int length) {
        return compression == Compression.NONE ? RecordEnd.within(chunk, length, format) : 0;
    }

    /** The extension of files' names, with its dot. */
    String extension() {
        return "." + format.text() + compression.extension();
    }
}
