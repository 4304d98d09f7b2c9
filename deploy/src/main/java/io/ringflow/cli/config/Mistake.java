package io.ringflow.cli.config;

/**
 * One thing wrong with a configuration, told with its mend.
 *
 * @param source where the value came from: a file, an environment variable or the command line
 * @param path the setting's path
 * @param message what is wrong and what is allowed
 */
public record Mistake(String source, String path, String message) {

    /** The mistake as one line. */
    public String text() {
        String place = source.isEmpty() ? "" : source + ": ";
        return place + (path.isEmpty() ? message : path + ": " + message);
    }
}
