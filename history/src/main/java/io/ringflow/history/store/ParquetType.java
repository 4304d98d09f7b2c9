package io.ringflow.history.store;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportTarget.Batching;
import io.ringflow.job.export.ExportType;
import java.time.Duration;

/** The export {@code parquet}: Parquet files with the columns that users see. */
public final class ParquetType implements ExportType {

    private static final long LEAST_PART = 1 << 10;

    /** Small enough for the queue of a replay, which waits. */
    private static final Batching REPLAY = new Batching(4 << 20, Duration.ofSeconds(10), true);

    private static final long PART = 16 << 20;
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Creates the type; called by {@link java.util.ServiceLoader}. */
    public ParquetType() {}

    @Override
    public String name() {
        return "parquet";
    }

    /** One file with all flows of a replay. */
    public static ExportTarget file(String path) {
        return new ParquetTarget(path, false, REPLAY);
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
        long size = options.bytes("roll.size", LEAST_PART, PART);
        Duration interval = options.duration("roll.interval", Duration.ofSeconds(1), INTERVAL);
        return directory.isEmpty()
                ? file(path)
                : new ParquetTarget(directory, true, new Batching(size, interval, true));
    }
}
