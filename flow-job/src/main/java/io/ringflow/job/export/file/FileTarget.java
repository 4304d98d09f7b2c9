package io.ringflow.job.export.file;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.EveEvents;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.util.List;

/**
 * Flows in files: one file that grows, or a directory with part files. Immutable.
 *
 * @param path the file or directory; {@code -} is the standard output
 * @param roll when a part file is finished; {@link Roll#NEVER} for one file that grows
 * @param form what is written
 */
public record FileTarget(String path, Roll roll, FileForm form) implements ExportTarget {

    /** The path that stands for the standard output. */
    public static final String STANDARD_OUTPUT = "-";

    /** The name of the export that a replay's {@code -o} asks for. */
    public static final String OUTPUT = "output";

    /** Creates an uncompressed file that grows. */
    public static FileTarget of(String path, FlowWriter.Format format) {
        return new FileTarget(path, Roll.NEVER, FileForm.of(format));
    }

    /**
     * Creates the export of a replay's flows, which loses nothing.
     *
     * @param interim true if {@code new} and {@code update} records are written too
     */
    public static Export export(String path, FlowWriter.Format format, boolean interim) {
        return of(path, format).output(interim);
    }

    /** Returns the export of a replay's flows to this target. */
    public Export output(boolean interim) {
        return Export.of(OUTPUT, this)
                .withSelection(interim ? Export.Selection.ALL : Export.Selection.ENDS)
                .withQueue(Export.Queue.WAITING);
    }

    /** Returns this target with another way to write CSV cells. */
    public FileTarget withCsv(CsvText cells) {
        return new FileTarget(path, roll, form.withCsv(cells));
    }

    /** Returns this target with another width of tables. */
    public FileTarget withColumns(int width) {
        return new FileTarget(path, roll, form.withColumns(width));
    }

    /** Returns this target with another compression. */
    public FileTarget withCompression(Compression compression) {
        return new FileTarget(path, roll, form.withCompression(compression));
    }

    @Override
    public FileTarget withFields(List<FlowField> fields) {
        return new FileTarget(path, roll, form.withFields(fields));
    }

    /** Returns this target with other events of EVE. */
    FileTarget withEve(EveEvents events) {
        return new FileTarget(path, roll, form.withEve(events));
    }

    /** Returns true if the path is a directory with part files. */
    public boolean parts() {
        return !roll.equals(Roll.NEVER);
    }

    /** Returns true if it writes to the standard output. */
    public boolean isStandardOutput() {
        return path.equals(STANDARD_OUTPUT) && !parts();
    }

    /** What messages call it. */
    String name() {
        return isStandardOutput() ? "standard output" : path;
    }

    @Override
    public String label() {
        return "file " + name();
    }

    @Override
    public String place() {
        return name();
    }

    @Override
    public boolean choosesFields() {
        return form.choosesFields();
    }

    @Override
    public boolean takesInterim() {
        return form.format().hasInterim();
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return form.withFields(fields).encoder();
    }

    @Override
    public boolean parallel() {
        return parts();
    }

    @Override
    public Batching batching() {
        return Batching.AT_ONCE;
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        try {
            return parts() ? PartFiles.open(this, context) : GrowingFile.open(this, context);
        } catch (IOException e) {
            throw FileFailure.of(this, e, context.live());
        }
    }
}
