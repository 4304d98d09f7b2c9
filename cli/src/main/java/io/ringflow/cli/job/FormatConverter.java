package io.ringflow.cli.job;

import io.ringflow.model.format.FlowWriter;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --format}. */
public final class FormatConverter implements ITypeConverter<FlowWriter.Format> {

    /** The values that the help lists. */
    public static final class Words implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return FlowWriter.Format.words().iterator();
        }
    }

    @Override
    public FlowWriter.Format convert(String text) {
        for (FlowWriter.Format format : FlowWriter.Format.values()) {
            if (format.text().equalsIgnoreCase(text)) {
                return format;
            }
        }
        throw new TypeConversionException(
                '"'
                        + text
                        + "\" is not a format; allowed: "
                        + String.join(", ", FlowWriter.Format.words()));
    }
}
