package io.ringflow.job.export.file;

import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.EveEvents;
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
 * @param eve the events if the format is EVE
 */
public record FileForm(
        FlowWriter.Format format,
        Compression compression,
        CsvText csv,
        int columns,
        List<FlowField> fields,
        EveEvents eve)
        implements Serializable {

    public FileForm {
        fields = List.copyOf(fields);
    }

    /** Creates an uncompressed form with all fields, whose cells are safe in a spreadsheet. */
    public static FileForm of(FlowWriter.Format format) {
        return new FileForm(
                format,
                Compression.NONE,
                CsvText.SAFE,
                0,
                List.of(FlowField.values()),
                EveEvents.FLOW);
    }

    FileForm withCsv(CsvText cells) {
        return new FileForm(format, compression, cells, columns, fields, eve);
    }

    FileForm withColumns(int width) {
        return new FileForm(format, compression, csv, width, fields, eve);
    }

    FileForm withCompression(Compression other) {
        return new FileForm(format, other, csv, columns, fields, eve);
    }

    FileForm withFields(List<FlowField> chosen) {
        return new FileForm(format, compression, csv, columns, chosen, eve);
    }

    FileForm withEve(EveEvents events) {
        return new FileForm(format, compression, csv, columns, fields, events);
    }

    boolean choosesFields() {
        return format.choosesFields();
    }

    private FlowWriter writer() {
        return switch (format) {
            case NDJSON -> FlowWriter.ndjson(fields);
            case CSV -> FlowWriter.csv(fields, csv);
            case EVE -> FlowWriter.eve(eve);
            default -> format.writer(csv, columns);
        };
    }

    /** What a file starts with; may be empty. */
    byte[] header() {
        return packed(writer().header());
    }

    /** What a complete file ends with; may be empty. */
    byte[] footer() {
        return packed(writer().footer());
    }

    private byte[] packed(byte[] lines) {
        return lines.length == 0 ? lines : compression.compress(lines);
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

    /**
     * The name of a file. Programs that read a whole directory find the logs of Zeek and Suricata
     * by the start of their names.
     */
    String fileName(String stem) {
        String name =
                switch (format) {
                    case ZEEK, ZEEK_JSON -> "conn." + stem + ".log";
                    case EVE -> "eve." + stem + ".json";
                    default -> stem + "." + format.text();
                };
        return name + compression.extension();
    }
}
