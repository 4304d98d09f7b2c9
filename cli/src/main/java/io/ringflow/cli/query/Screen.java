package io.ringflow.cli.query;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of the screen that shows a command's output.
 *
 * @param lines lines on the screen; 0 if the output is not a screen
 * @param columns characters per line; 0 for no limit
 */
public record Screen(int lines, int columns) {

    /** Set by the launcher if standard output is a screen, for example {@code 24x80}. */
    private static final String PROPERTY = "ringflow.output";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /** Returns the size of standard output; if it is not a screen, the width from COLUMNS. */
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

    /** Returns true if the output is a screen, on which text can be overwritten. */
    public boolean present() {
        return lines > 0;
    }
}
