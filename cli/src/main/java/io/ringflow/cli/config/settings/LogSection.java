package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.log.LogSettings;

/** The settings below {@code log}. */
public final class LogSection extends Section {

    private final Setting<LogSettings.Level> level =
            setting(
                    "log.level",
                    ScalarType.word(LogSettings.Level.class),
                    "info",
                    "least severe message that is logged; of Flink's own, warn and above");
    private final Setting<LogSettings.Format> format =
            setting(
                    "log.format",
                    ScalarType.word(LogSettings.Format.class),
                    "text",
                    "format of the log, which goes to standard error");
    private final Setting<Boolean> requests =
            setting(
                    "log.requests",
                    ScalarType.bool(),
                    "false",
                    "whether each request to the query server is logged");

    /** Returns what is logged. */
    public LogSettings read(GivenSettings given) {
        return new LogSettings(given.value(level), given.value(format), given.value(requests));
    }
}
