package io.ringflow.cli.terminal;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The screen that shows a command's output.
 *
 * @param lines lines on the screen; 0 if the output is not a screen
 * @param columns characters per line; 0 for no limit
 * @param colours true if the screen shows colours and the user doesn't object
 */
public record Screen(int lines, int columns, boolean colours) {

    /** Set by the launcher if standard output is a screen, for example {@code 24x80}. */
    private static final String PROPERTY = "ringflow.output";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /** Returns the screen of standard output; if it is not one, the width from COLUMNS. */
    public static Screen ofProcess(Map<String, String> environment) {
        return of(System.getProperty(PROPERTY, ""), environment);
    }

    static Screen of(String size, Map<String, String> environment) {
        Matcher matcher = SIZE.matcher(size);
        if (matcher.matches()) {
            int lines = Integer.parseInt(matcher.group(1));
            int columns = Integer.parseInt(matcher.group(2));
            return new Screen(lines, columns, lines > 0 && wantsColours(environment));
        }
        String columns = environment.getOrDefault("COLUMNS", "");
        boolean known = columns.matches("[0-9]{1,5}");
        return new Screen(0, known ? Integer.parseInt(columns) : 0, false);
    }

    /** Any value of NO_COLOR turns colours off, see no-color.org. */
    private static boolean wantsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Returns true if the output is a screen, on which text can be overwritten. */
    public boolean present() {
        return lines > 0;
    }
}
