package io.ringflow.history.store;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Parquet files with the columns that users see.
 *
 * @param path the one file of a replay, or the directory of part files
 * @param directory true for part files
 * @param batching when a part file is written
 */
public record ParquetTarget(String path, boolean directory, Batching batching)
        implements ExportTarget {

    @Override
    public String label() {
        return "parquet " + path;
    }

    @Override
    public String place() {
        return path;
    }

    @Override
    public boolean choosesFields() {
        return false;
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return new FlowChunks();
    }

    @Override
    public boolean parallel() {
        return directory;
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        if (!directory && context.live()) {
            throw new IOException(
                    path
                            + ": a Parquet file has no end before its last row, so a live capture"
                            + " can't write just one; give directory instead of path");
        }
        try {
            return directory
                    ? PartDelivery.open(Path.of(path), context.queue(), false)
                    : SingleFile.open(Path.of(path), context);
        } catch (NoClassDefFoundError e) {
            throw HistoryTarget.withoutDatabase(e);
        }
    }
}
