package io.ringflow.cli.client;

import io.ringflow.model.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text in columns, made to fit a width: first columns that can be spared are left out, then
 * the widest texts are cut.
 */
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
    private final List<Integer> spare;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with a title and a side for each column, none of which can be spared. */
    Table(List<String> titles, List<Side> sides) {
        this(titles, sides, List.of());
    }

    /**
     * A table with a title and a side for each column.
     *
     * @param spare columns that are left out where the width is too small, the first one first
     */
    Table(List<String> titles, List<Side> sides, List<Integer> spare) {
        this.sides = List.copyOf(sides);
        this.spare = List.copyOf(spare);
        add(titles);
    }

    /** Adds a row, which has as many cells as there are columns. */
    void add(List<String> cells) {
        if (cells.size() != sides.size()) {
            throw new IllegalArgumentException(
                    "a row has " + sides.size() + " cells, not " + cells.size());
        }
        rows.add(cells.stream().map(PrintableText::of).toList());
    }

    /**
     * The lines, without spaces at their end.
     *
     * @param width most characters of a line; 0 for any number
     */
    List<String> lines(int width) {
        int[] widths = new int[sides.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        if (width > 0) {
            fit(widths, width);
        }
        return rows.stream().map(row -> line(row, widths)).map(line -> cut(line, width)).toList();
    }

    /** Makes columns narrower, those left out 0. */
    private void fit(int[] widths, int width) {
        for (int column : spare) {
            if (length(widths) > width) {
                widths[column] = 0;
            }
        }
        while (length(widths) > width && narrow(widths)) {
            // one character less each time
        }
    }

    private static int length(int[] widths) {
        long shown = Arrays.stream(widths).filter(each -> each > 0).count();
        return Arrays.stream(widths).sum() + GAP.length() * (int) Math.max(0, shown - 1);
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
            if (widths[column] == 0) {
                continue;
            }
            String cell = cut(row.get(column), widths[column]);
            String space = " ".repeat(widths[column] - cell.length());
            line.append(line.isEmpty() ? "" : GAP);
            line.append(sides.get(column) == Side.RIGHT ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        if (width == 0 || text.length() <= width) {
            return text;
        }
        // Not within a character of two.
        int end = width - 1;
        boolean within = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, within ? end - 1 : end).stripTrailing() + CUT;
    }
}
