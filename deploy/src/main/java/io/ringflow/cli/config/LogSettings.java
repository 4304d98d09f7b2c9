package io.ringflow.cli.config;

/**
 * What is logged on standard error.
 *
 * @param level least severe message that is logged
 * @param format how a message is written
 */
public record LogSettings(Level level, Format format) {

    /** Severities, the most severe first. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** Lines for people, or one JSON object a line. */
    public enum Format {
        TEXT,
        JSON
    }
}
