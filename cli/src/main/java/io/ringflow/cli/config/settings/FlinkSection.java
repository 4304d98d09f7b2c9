package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.FlatMapType;
import java.util.Map;

/** The setting {@code flink}, below which every key is one of Flink's. */
final class FlinkSection extends Section {

    private final Setting<Map<String, String>> flink =
            setting(
                    "flink",
                    new FlatMapType(),
                    "{}",
                    "any Flink setting, passed through; in a cluster also the address of the"
                            + " JobManager");

    Setting<Map<String, String>> flink() {
        return flink;
    }
}
