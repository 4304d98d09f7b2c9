package io.ringflow.cli.query.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A line of an answer and how a screen with colours shows it.
 *
 * @param text the line, without colours
 */
public record TableLine(String text, Style style) {

    /** How a line looks on a screen with colours. */
    public enum Style {
        PLAIN(""),
        /** The titles of columns. */
        TITLE("1"),
        /** Of less interest, such as an ended flow. */
        FAINT("2"),
        /** New since the last answer. */
        NEW("32"),
        /** Something to look at, such as a capture that loses packets. */
        ALERT("31");

        private static final String START = "\u001b[";
        private static final String RESET = "\u001b[0m";

        private final String code;

        /**
         * Creates a style.
         *
         * @param code parameter of the control sequence SGR (ECMA-48); empty for none
         */
        Style(String code) {
            this.code = code;
        }

        /** Returns the text with the control sequences around it. */
        public String coloured(String text) {
            return code.isEmpty() ? text : START + code + "m" + text + RESET;
        }
    }

    /** Returns lines without a style. */
    public static List<TableLine> plain(List<String> lines) {
        return lines.stream().map(line -> new TableLine(line, Style.PLAIN)).toList();
    }

    /**
     * Returns the lines of a table.
     *
     * @param lines the titles and the rows
     * @param styles returns the style of a row, by its index from 0
     */
    static List<TableLine> table(List<String> lines, IntFunction<Style> styles) {
        List<TableLine> table = new ArrayList<>();
        table.add(new TableLine(lines.getFirst(), Style.TITLE));
        for (int row = 1; row < lines.size(); row++) {
            table.add(new TableLine(lines.get(row), styles.apply(row - 1)));
        }
        return table;
    }
}
