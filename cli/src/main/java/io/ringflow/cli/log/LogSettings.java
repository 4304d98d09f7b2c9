package io.ringflow.cli.log;

/**
 * What is logged to standard error.
 *
 * @param level least severe message that is logged
 * @param format how a message is written
 * @param requests whether each request to the query server is logged
 */
public record LogSettings(Level level, Format format, boolean requests) {

    /** Severities, most severe first. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** Text for people, or one JSON object per line. */
    public enum Format {
        TEXT,
        JSON
    }
}
