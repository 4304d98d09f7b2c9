package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ExportsType;
import io.ringflow.job.export.FileExport;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.FlowWriter;
import java.util.List;

/** The setting {@code export}: where flow records are written. */
public final class ExportSection extends Section {

    private final Setting<List<FileExport>> export =
            setting(
                    "export",
                    new ExportsType(),
                    "[]",
                    "sinks, each {type: file, path: …, format: "
                            + String.join("|", FlowWriter.Format.words())
                            + ", interim: false}");

    /** Returns the exports, with text cells of CSV as {@code csv} writes them. */
    public List<FileExport> read(GivenSettings given, CsvText csv) {
        return given.value(export).stream().map(sink -> sink.withCsv(csv)).toList();
    }
}
