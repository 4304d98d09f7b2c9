package io.ringflow.job;

import io.ringflow.model.format.FlowWriter;
import java.io.Serializable;

/**
 * An export of flow records to a file.
 *
 * @param path the file, made anew at the start; {@code -} is the standard output
 * @param format how records are written
 * @param interim also write {@code new} and {@code update} records
 */
public record FileExport(String path, FlowWriter.Format format, boolean interim)
        implements Serializable {

    /** The path that stands for the standard output. */
    public static final String STANDARD_OUTPUT = "-";
}
