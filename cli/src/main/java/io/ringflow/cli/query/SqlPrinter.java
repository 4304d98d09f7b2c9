package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.history.sql.SqlRows;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.PrintableJson;
import io.ringflow.model.format.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints the rows of an answer. A table is printed in pieces, of which each is as wide as needed.
 */
final class SqlPrinter implements SqlRows {

    private static final int TABLE_ROWS = 1_000;

    private final PrintStream out;
    private final QueryFormat format;
    private final CsvText csv;
    private final int width;
    private final ObjectMapper json = new ObjectMapper(PrintableJson.factory());

    private List<String> names = List.of();
    private List<TextTable.Side> sides = List.of();
    private TextTable table;
    private int tableRows;

    SqlPrinter(PrintStream out, QueryFormat format, CsvText csv, int width) {
        this.out = out;
        this.format = format;
        this.csv = csv;
        this.width = width;
    }

    @Override
    public void columns(List<String> columns, List<Boolean> numbers) {
        names = columns;
        sides =
                numbers.stream()
                        .map(number -> number ? TextTable.Side.RIGHT : TextTable.Side.LEFT)
                        .toList();
        if (format == QueryFormat.CSV) {
            line(columns.stream().map(csv::cell).collect(Collectors.joining(",")));
        }
        table = new TextTable(names, sides);
    }

    @Override
    public boolean row(List<Object> values) {
        switch (format) {
            case CSV -> line(values.stream().map(this::cell).collect(Collectors.joining(",")));
            case NDJSON, JSON -> line(json(object(values)));
            case TABLE -> {
                table.add(values.stream().map(this::text).toList());
                if (++tableRows % TABLE_ROWS == 0) {
                    printTable();
                }
            }
        }
        return !out.checkError();
    }

    /** Prints what is left. */
    void finish() {
        if (format == QueryFormat.TABLE && (tableRows == 0 || tableRows % TABLE_ROWS != 0)) {
            printTable();
        }
        out.flush();
    }

    private void printTable() {
        table.lines(width).forEach(this::line);
        table = new TextTable(names, sides);
    }

    private Map<String, Object> object(List<Object> values) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null) {
                members.put(names.get(i), values.get(i));
            }
        }
        return members;
    }

    private String cell(Object value) {
        return value instanceof Number ? value.toString() : csv.cell(text(value));
    }

    private String text(Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list -> json(new ArrayList<>(list));
            case Map<?, ?> map -> json(map);
            default -> value.toString();
        };
    }

    private String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String text) {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
