package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Formats the server's answer about top keys. */
public final class TopTable {

    private static final List<String> COUNTS = List.of("bytes", "packets", "flows", "share");

    private TopTable() {}

    /**
     * Returns the lines of a table, the last one for all other keys.
     *
     * @param fields the fields that form a key
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<String> table(List<String> fields, JsonNode answer, int width) {
        List<String> titles = new ArrayList<>(fields);
        titles.addAll(COUNTS);
        List<Side> sides = new ArrayList<>(Collections.nCopies(fields.size(), Side.LEFT));
        sides.addAll(Collections.nCopies(COUNTS.size(), Side.RIGHT));
        TextTable table =
                new TextTable(
                        titles.stream().map(title -> title.toUpperCase(Locale.ROOT)).toList(),
                        sides);
        for (JsonNode entry : answer.path("top")) {
            List<String> cells = new ArrayList<>();
            parts(entry).stream()
                    .map(JsonNode::asText)
                    .forEach(part -> cells.add(part.isEmpty() ? "-" : part));
            counts(entry.path("bytes"), entry, cells);
            table.add(cells);
        }
        JsonNode other = answer.path("other");
        if (other.path("flows").asLong() > 0 || other.path("bytes").asLong() > 0) {
            List<String> cells = new ArrayList<>(Collections.nCopies(fields.size(), ""));
            cells.set(0, "(other)");
            counts(other.path("bytes"), other, cells);
            table.add(cells);
        }
        return table.lines(width);
    }

    private static void counts(JsonNode bytes, JsonNode entry, List<String> cells) {
        cells.add(UnitText.count(bytes.asLong()));
        cells.add(UnitText.count(entry.path("packets").asLong()));
        cells.add(UnitText.count(entry.path("flows").asLong()));
        cells.add(UnitText.share(entry.path("share").asDouble()));
    }

    /** Returns the keys as CSV (RFC 4180) with a header line. */
    public static List<String> csv(List<String> fields, JsonNode answer, CsvText csv) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", fields) + "," + String.join(",", COUNTS));
        for (JsonNode entry : answer.path("top")) {
            List<String> cells = new ArrayList<>();
            parts(entry).forEach(part -> cells.add(cell(part, csv)));
            COUNTS.forEach(count -> cells.add(cell(entry.path(count), csv)));
            lines.add(String.join(",", cells));
        }
        return lines;
    }

    /** Returns the keys as one JSON object per line. */
    public static List<String> ndjson(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        answer.path("top").forEach(entry -> lines.add(entry.toString()));
        return lines;
    }

    private static List<JsonNode> parts(JsonNode entry) {
        JsonNode key = entry.path("key");
        List<JsonNode> parts = new ArrayList<>();
        if (key.isArray()) {
            key.forEach(parts::add);
        } else {
            parts.add(key);
        }
        return parts;
    }

    /** Returns a value as a CSV cell; only text is escaped. */
    static String cell(JsonNode value, CsvText csv) {
        return value.isNumber() ? value.asText() : csv.cell(value.asText());
    }
}
