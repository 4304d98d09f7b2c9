package io.ringflow.job.export.file;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import io.ringflow.model.format.EveEvents;
import io.ringflow.model.format.FlowWriter;
import java.time.Duration;
import java.util.Optional;

/** The export {@code file}: flows as text, in one file that grows or in part files. */
public final class FileType implements ExportType {

    private static final long LEAST_PART = 1 << 10;

    /** Creates the type; called by {@link java.util.ServiceLoader}. */
    public FileType() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public ExportTarget read(ExportOptions options) {
        String path = options.text("path", "a file's path", "");
        String directory = options.text("directory", "a directory's path", "");
        if (path.isEmpty() == directory.isEmpty()) {
            options.refuse(
                    "path",
                    path.isEmpty()
                            ? "is missing; allowed: a file's path, or give directory"
                            : "is not allowed together with directory; give one of them");
        }
        FlowWriter.Format format = format(path, options);
        Compression compression =
                options.word("compression", Compression.class, OutputFormat.compressionOf(path));
        FileForm form = FileForm.of(format).withCompression(compression);
        if (format == FlowWriter.Format.EVE) {
            form = form.withEve(options.word("eve", EveEvents.class, EveEvents.FLOW));
        }
        return directory.isEmpty()
                ? new FileTarget(path, Roll.NEVER, form)
                : new FileTarget(directory, roll(options), form);
    }

    /** The format that is given, or that of a file's name; else, a known one after a mistake. */
    private static FlowWriter.Format format(String path, ExportOptions options) {
        FlowWriter.Format otherwise = FlowWriter.Format.NDJSON;
        boolean named = !path.isEmpty() && !path.equals(FileTarget.STANDARD_OUTPUT);
        if (named && options.text("format", "a format", "").isEmpty()) {
            Optional<OutputFormat> output = OutputFormat.ofFile(path);
            if (output.isEmpty()) {
                options.refuse(
                        "format",
                        "is missing, and the file's name does not say it; allowed: "
                                + String.join(", ", FlowWriter.Format.words())
                                + "; or a path that ends in "
                                + OutputFormat.names());
            }
            otherwise = output.map(OutputFormat::format).orElse(otherwise);
        }
        FlowWriter.Format format = options.word("format", FlowWriter.Format.class, otherwise);
        if (format.isText()) {
            return format;
        }
        options.refuse("format", format.text() + " is not a part of this distribution");
        return FlowWriter.Format.NDJSON;
    }

    private static Roll roll(ExportOptions options) {
        return new Roll(
                options.bytes("roll.size", LEAST_PART, Roll.DEFAULT.size()),
                options.duration("roll.interval", Duration.ofSeconds(1), Roll.DEFAULT.interval()));
    }
}
