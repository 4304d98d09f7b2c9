package io.ringflow.job.export.file;

import io.ringflow.model.format.FlowWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a file's name says about its content.
 *
 * @param format how records are written
 * @param compression how the file is compressed
 */
public record OutputFormat(FlowWriter.Format format, Compression compression) {

    public OutputFormat {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(compression, "compression");
    }

    /** The format and the compression of a file, or empty if its name does not say the format. */
    public static Optional<OutputFormat> ofFile(String path) {
        Compression compression = compressionOf(path);
        int end = path.length() - compression.extension().length();
        return FlowWriter.Format.ofFile(path.substring(0, end))
                .map(format -> new OutputFormat(format, compression));
    }

    /** A file in a format that its user chose, compressed as its name says. */
    public static OutputFormat of(String path, FlowWriter.Format format) {
        return new OutputFormat(format, compressionOf(path));
    }

    static Compression compressionOf(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return Arrays.stream(Compression.values())
                .filter(compression -> compression != Compression.NONE)
                .filter(compression -> name.endsWith(compression.extension()))
                .findAny()
                .orElse(Compression.NONE);
    }

    /** The names that say a format, for messages. */
    public static String names() {
        return String.join(", ", FlowWriter.Format.fileNames())
                + Arrays.stream(Compression.values())
                        .filter(compression -> compression != Compression.NONE)
                        .map(Compression::extension)
                        .collect(Collectors.joining(" or ", ", each also with ", ""));
    }
}
