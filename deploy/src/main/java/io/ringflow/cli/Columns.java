package io.ringflow.cli;

import io.ringflow.model.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns, each as wide as its widest cell. */
final class Columns {

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; all rows must have the same number of cells. */
    Columns add(String... cells) {
        rows.add(Arrays.stream(cells).map(PrintableText::of).toList());
        return this;
    }

    /** Returns the rows as lines with line ends, without trailing spaces. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column));
                line.append(" ".repeat(width(column) - row.get(column).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
