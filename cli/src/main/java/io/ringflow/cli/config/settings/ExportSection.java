package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ExportsType;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.util.List;

/** The setting {@code export}: where flow records are written. */
public final class ExportSection extends Section {

    private final Setting<List<Export>> export =
            setting(
                    "export",
                    new ExportsType(),
                    "[]",
                    "where flows are written, see docs/21-configuration.md; each {type: file,"
                            + " path: … or directory: …, format: "
                            + String.join("|", FlowWriter.Format.words())
                            + " (default: by the path's name), name: …, filter: …, fields: [], events: [end], queue: {size:"
                            + " 64MiB, whenFull: drop|wait}, compression: none|gzip|zstd, roll:"
                            + " {size: 128MiB, interval: 1h}}");

    /** Returns the exports, with text cells of CSV as {@code csv} writes them. */
    public List<Export> read(GivenSettings given, CsvText csv) {
        return given.value(export).stream()
                .map(
                        each ->
                                each.target() instanceof FileTarget file
                                        ? each.withTarget(file.withCsv(csv))
                                        : each)
                .toList();
    }
}
