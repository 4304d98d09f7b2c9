package io.ringflow.job.export.file;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
        FlowWriter.Format format =
                options.word("format", FlowWriter.Format.class, FlowWriter.Format.NDJSON);
        Compression compression =
                options.word("compression", Compression.class, compressionOf(path));
        FileForm form = new FileForm(format, compression, CsvText.SAFE, 0, List.of(FlowField.values()));
        return directory.isEmpty()
                ? new FileTarget(path, Roll.NEVER, form)
                : new FileTarget(directory, roll(options), form);
    }

    private static Roll roll(ExportOptions options) {
        return new Roll(
                options.bytes("roll.size", LEAST_PART, Roll.DEFAULT.size()),
                options.duration("roll.interval", Duration.ofSeconds(1), Roll.DEFAULT.interval()));
    }

    private static Compression compressionOf(String path) {
        return Arrays.stream(Compression.values())
                .filter(each -> each != Compression.NONE && path.endsWith(each.extension()))
                .findAny()
                .orElse(Compression.NONE);
    }
}
