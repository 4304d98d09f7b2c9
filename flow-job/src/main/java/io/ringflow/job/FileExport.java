package io.ringflow.job;

import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.io.Serializable;

/**
 * An export of flow records to a file.
 *
 * @param path the file, made anew at the start; {@code -} is the standard output
 * @param format how records are written
 * @param interim also write {@code new} and {@code update} records
 * @param csv how text becomes a cell of CSV
 */
public record FileExport(String path, FlowWriter.Format format, boolean interim, CsvText csv)
        implements Serializable {

    /** The path that stands for the standard output. */
    public static final String STANDARD_OUTPUT = "-";

    /** An export with safe cells. */
    public FileExport(String path, FlowWriter.Format format, boolean interim) {
        this(path, format, interim, CsvText.SAFE);
    }

    /** The same export with cells made otherwise. */
    public FileExport withCsv(CsvText cells) {
        return new FileExport(path, format, interim, cells);
    }

    /** A writer of the export's records. */
    public FlowWriter writer() {
        return format.writer(csv);
    }
}
