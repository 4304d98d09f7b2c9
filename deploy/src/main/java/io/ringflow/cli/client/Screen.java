package io.ringflow.cli.client;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a command's output is shown.
 *
 * @param lines lines that fit; 0 where the output is no screen
 * @param columns characters that fit a line; 0 where lines may have any length
 */
public record Screen(int lines, int columns) {

    /** Set by the launcher where standard output is a screen: lines, x, columns. */
    private static final String PROPERTY = "ringflow.output";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /** The process's standard output, or only the width that the environment asks for. */
    public static Screen ofProcess(Map<String, String> environment) {
        return of(System.getProperty(PROPERTY, ""), environment.getOrDefault("COLUMNS", ""));
    }

    static Screen of(String size, String columns) {
        Matcher matcher = SIZE.matcher(size);
        if (matcher.matches()) {
            return new Screen(
                    Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }
        return new Screen(0, columns.matches("[0-9]{1,5}") ? Integer.parseInt(columns) : 0);
    }

    /** True where the output is a screen, on which a text can replace the one before. */
    public boolean present() {
        return lines > 0;
    }
}
