package io.ringflow.cli.config.type;

/**
 * One mistake in a configuration, with the remedy.
 *
 * @param source the file, environment variable or option that gave the value; may be empty
 * @param path the setting's path; may be empty
 * @param message what is wrong and what is allowed
 */
public record Mistake(String source, String path, String message) {

    /** Returns the mistake as one line. */
    public String text() {
        String place = source.isEmpty() ? "" : source + ": ";
        return place + (path.isEmpty() ? message : path + ": " + message);
    }
}
