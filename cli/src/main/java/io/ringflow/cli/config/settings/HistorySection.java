package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.config.type.UnitTypes;
import io.ringflow.history.store.HistoryTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings below {@code history}. */
public final class HistorySection extends Section {

    private static final long LEAST = 1 << 20;

    private final Setting<String> dir =
            setting(
                    "history.dir",
                    ScalarType.text("a directory's path; empty for no history"),
                    "\"\"",
                    "where ended flows are kept as Parquet files, which queries with since and"
                            + " until, and \"ringflow sql\", reach; in a cluster a directory that"
                            + " all hosts share; empty: no history");
    private final Setting<Duration> age =
            setting(
                    "history.keep.age",
                    UnitTypes.duration("1h"),
                    "30d",
                    "how long the history keeps flows; older hours are removed");
    private final Setting<Long> size =
            setting(
                    "history.keep.size",
                    UnitTypes.size(LEAST),
                    "100GiB",
                    "how much the history's files may take up; the oldest hours make room");

    /** Returns the history that a live capture writes; empty if there is none. */
    public Optional<HistoryTarget> read(GivenSettings given) {
        String path = given.value(dir);
        HistoryTarget target =
                new HistoryTarget(
                        Path.of(path).toAbsolutePath().normalize().toString(),
                        given.value(age),
                        given.value(size));
        return path.isEmpty() ? Optional.empty() : Optional.of(target);
    }
}
