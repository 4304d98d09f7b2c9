package io.ringflow.model.format;

import java.util.List;

/** Puts the cells of a row into columns. Immutable. */
final class Columns {

    /** The width of a column that is left out. */
    static final int HIDDEN = -1;

    private final List<TextTable.Side> sides;
    private final int gap;

    /**
     * Columns with a side each.
     *
     * @param gap the number of spaces between columns
     */
    Columns(List<TextTable.Side> sides, int gap) {
        this.sides = List.copyOf(sides);
        this.gap = gap;
    }

    /** The number of characters that columns of these widths take. */
    int length(int[] widths) {
        int length = 0;
        int shown = 0;
        for (int width : widths) {
            if (width != HIDDEN) {
                length += width;
                shown++;
            }
        }
        return length + gap * Math.max(0, shown - 1);
    }

    /** A row as a line. A cell that is too wide moves the cells after it. */
    String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        int edge = 0;
        boolean first = true;
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] == HIDDEN) {
                continue;
            }
            String cell = cells.get(column);
            int before = first ? 0 : gap;
            int start = line.length() + before;
            edge += before + widths[column];
            boolean right = sides.get(column) == TextTable.Side.RIGHT;
            pad(line, right ? Math.max(start, edge - cell.length()) : start);
            pad(line.append(cell), edge);
            first = false;
        }
        return line.toString().stripTrailing();
    }

    private static void pad(StringBuilder line, int length) {
        line.repeat(' ', Math.max(0, length - line.length()));
    }
}
