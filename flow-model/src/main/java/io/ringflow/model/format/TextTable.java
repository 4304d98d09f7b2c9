package io.ringflow.model.format;

import io.ringflow.model.text.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text in columns that are as wide as their widest cell. To fit a width, optional columns
 * are left out first, then the widest texts are cut. Not thread-safe.
 */
public final class TextTable {

    private static final String GAP = "  ";
    private static final int HIDDEN = -1;
    private static final int LEAST_WIDTH = 6;
    private static final String CUT = "…";

    /** The side to which a column is aligned. Only left-aligned columns are cut. */
    public enum Side {
        LEFT,
        RIGHT
    }

    private final List<Side> sides;
    private final List<Integer> optional;
    private final List<List<String>> rows = new ArrayList<>();

    /** Creates a table with a title and a side per column, none of them optional. */
    public TextTable(List<String> titles, List<Side> sides) {
        this(titles, sides, List.of());
    }

    /**
     * Creates a table with a title and a side per column.
     *
     * @param optional indexes of columns that are left out, in this order, if the width is too
     *     small
     */
    public TextTable(List<String> titles, List<Side> sides, List<Integer> optional) {
        this.sides = List.copyOf(sides);
        this.optional = List.copyOf(optional);
        add(titles);
    }

    /** Adds a row with one cell per column. */
    public void add(List<String> cells) {
        if (cells.size() != sides.size()) {
            throw new IllegalArgumentException(
                    "A row has " + cells.size() + " cells instead of " + sides.size());
        }
        rows.add(cells.stream().map(PrintableText::of).toList());
    }

    /**
     * Returns the lines without trailing spaces.
     *
     * @param width maximum characters per line; 0 for no limit
     */
    public List<String> lines(int width) {
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

    /** Hides and narrows columns. */
    private void fit(int[] widths, int width) {
        for (int column : optional) {
            if (length(widths) > width) {
                widths[column] = HIDDEN;
            }
        }
        while (length(widths) > width && narrow(widths)) {
            // narrow takes one character at a time
        }
    }

    private static int length(int[] widths) {
        int[] shown = Arrays.stream(widths).filter(width -> width != HIDDEN).toArray();
        return Arrays.stream(shown).sum() + GAP.length() * Math.max(0, shown.length - 1);
    }

    /** Takes a character from the widest text column; returns false if none can be narrower. */
    private boolean narrow(int[] widths) {
        int widest = -1;
        for (int column = 0; column < widths.length; column++) {
            boolean canBeCut = sides.get(column) == Side.LEFT && widths[column] > LEAST_WIDTH;
            if (canBeCut && (widest < 0 || widths[column] > widths[widest])) {
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
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] != HIDDEN) {
                String cell = cut(row.get(column), widths[column]);
                String space = " ".repeat(widths[column] - cell.length());
                cells.add(sides.get(column) == Side.RIGHT ? space + cell : cell + space);
            }
        }
        return String.join(GAP, cells).stripTrailing();
    }

    private static String cut(String text, int width) {
        if (width == 0 || text.length() <= width) {
            return text;
        }
        // Not between the halves of a surrogate pair.
        int end = width - 1;
        boolean splitsPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splitsPair ? end - 1 : end).stripTrailing() + CUT;
    }
}
