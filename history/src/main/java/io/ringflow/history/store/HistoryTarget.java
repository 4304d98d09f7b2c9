package io.ringflow.history.store;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The history of flows, which one task writes.
 *
 * @param directory the history's directory
 * @param age how long flows are kept
 * @param bytes how much the files may take up
 */
public record HistoryTarget(String directory, Duration age, long bytes) implements ExportTarget {

    private static final Batching BATCHING = new Batching(16 << 20, Duration.ofMinutes(1), true);

    /** The name of the export. */
    public static final String NAME = "history";

    /** The export that writes flows when they end, and once an hour while they last. */
    public Export export() {
        return Export.of(NAME, this)
                .withSelection(
                        new Export.Selection(
                                "",
                                Export.Selection.ENDS.fields(),
                                Set.of(FlowEvent.UPDATE, FlowEvent.END)));
    }

    @Override
    public boolean hourlyUpdates() {
        return true;
    }

    @Override
    public String label() {
        return "history " + directory;
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public boolean choosesFields() {
        return false;
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return new HourlyUpdates(new FlowChunks());
    }

    @Override
    public boolean parallel() {
        return false;
    }

    @Override
    public Batching batching() {
        return BATCHING;
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        try {
            return HistoryDelivery.open(this, context);
        } catch (NoClassDefFoundError e) {
            throw withoutDatabase(e);
        }
    }

    /** The job's jar for existing clusters comes without the database. */
    static IOException withoutDatabase(NoClassDefFoundError e) {
        return new IOException(
                "DuckDB, which writes Parquet, is not on the class path; add"
                        + " ringflow-VERSION-history.jar",
                e);
    }
}
