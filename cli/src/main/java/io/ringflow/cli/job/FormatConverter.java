package io.ringflow.cli.job;

import io.ringflow.model.format.FlowWriter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --format}. */
public final class FormatConverter implements ITypeConverter<FlowWriter.Format> {

    @Override
    public FlowWriter.Format convert(String text) {
        for (FlowWriter.Format format : FlowWriter.Format.values()) {
            if (format.text().equalsIgnoreCase(text)) {
                return format;
            }
        }
        throw new TypeConversionException(
                '"' + text + "\" is not a format; allowed: ndjson, csv, table");
    }
}
