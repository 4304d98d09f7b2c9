package io.ringflow.job.export;

import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.io.Serializable;

/**
 * An export of flow records to a file. Immutable.
 *
 * @param path the file, overwritten when the job starts; {@code -} is the standard output
 * @param format how records are written
 * @param interim whether {@code new} and {@code update} records are written too
 * @param csv how text becomes a CSV cell
 * @param columns characters per line of a table; 0 for no limit
 */
public record FileExport(
        String path, FlowWriter.Format format, boolean interim, CsvText csv, int columns)
        implements Serializable {

    /** The path that stands for the standard output. */
    public static final String STANDARD_OUTPUT = "-";

    /** Creates an export whose CSV cells are safe to open in a spreadsheet. */
    public FileExport(String path, FlowWriter.Format format, boolean interim) {
        this(path, format, interim, CsvText.SAFE, 0);
    }

    /** Returns this export with another way to write CSV cells. */
    public FileExport withCsv(CsvText cells) {
        return new FileExport(path, format, interim, cells, columns);
    }

    /** Returns this export with another width of tables. */
    public FileExport withColumns(int width) {
        return new FileExport(path, format, interim, csv, width);
    }

    /** Creates a writer for the export's records. */
    public FlowWriter writer() {
        return format.writer(csv, columns);
    }
}
