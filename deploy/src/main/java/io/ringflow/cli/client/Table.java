package io.ringflow.cli.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns, made to fit a width: the widest texts give way first. */
final class Table {

    private static final String GAP = "  ";
    private static final int LEAST_WIDTH = 6;
    private static final String CUT = "…";

    /** A column's place. */
    enum Side {
        LEFT,
        RIGHT
    }

    private final List<Side> sides;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with a title and a side for each column. */
    Table(List<String> titles, List<Side> sides) {
        this.sides = List.copyOf(sides);
        add(titles);
    }

    /** Adds a row, which has as many cells as there are columns. */
    void add(List<String> cells) {
        if (cells.size() != sides.size()) {
            throw new IllegalArgumentException(
                    "a row has " + sides.size() + " cells, not " + cells.size());
        }
        rows.add(cells.stream().map(Table::printable).toList());
    }

    /** Text that a terminal takes for nothing but text. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * The lines, without spaces at their end.
     *
     * @param width most characters of a line; 0 for any number
     */
    List<String> lines(int width) {
        int[] widths = widths(width);
        return rows.stream().map(row -> line(row, widths)).map(line -> cut(line, width)).toList();
    }

    private int[] widths(int width) {
        int[] widths = new int[sides.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        int room = width - GAP.length() * (widths.length - 1);
        while (width > 0 && Arrays.stream(widths).sum() > room && narrow(widths)) {
            // one character less each time
        }
        return widths;
    }

    /** Takes a character from the widest column of texts; false where none has one to spare. */
    private boolean narrow(int[] widths) {
        int widest = -1;
        for (int column = 0; column < widths.length; column++) {
            boolean gives = sides.get(column) == Side.LEFT && widths[column] > LEAST_WIDTH;
            if (gives && (widest < 0 || widths[column] > widths[widest])) {
                widest = column;
            }
        }
        if (widest < 0) {
            return false;
        }
        widths[widest]--;
        return true;
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cut(row.get(column), widths[column]);
            String space = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP);
            line.append(sides.get(column) == Side.RIGHT ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return width == 0 || text.length() <= width
                ? text
                : text.substring(0, width - 1).stripTrailing() + CUT;
    }
}
