package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.table.TableLine.Style;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Formats the server's answer about top keys. */
public final class TopTable {

    private static final List<String> COUNTS = List.of("bytes", "packets", "flows", "share");

    /** Columns of CSV if the answer compares with an earlier window. */
    private static final List<String> BEFORE =
            List.of("beforeBytes", "beforePackets", "beforeFlows", "beforeShare", "change");

    /** Columns before the counts if the time over which they are counted is known. */
    private static final List<String> RATES = List.of("rate", "packets/s");

    /** Columns that a narrow terminal leaves out, in this order. */
    private static final List<String> SPARE = List.of("packets/s", "packets", "flows", "bytes");

    private TopTable() {}

    /**
     * Returns the lines of a table, the last one for all other keys.
     *
     * @param fields the fields that form a key
     * @param seconds the time over which the answer counts; empty for a table without rates
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<TableLine> table(
            List<String> fields, OptionalDouble seconds, JsonNode answer, int width) {
        List<String> titles = new ArrayList<>(fields);
        titles.addAll(seconds.isPresent() ? RATES : List.of());
        titles.addAll(COUNTS);
        boolean compared = isCompared(answer);
        if (compared) {
            titles.add("change");
        }
        List<Side> sides = new ArrayList<>(Collections.nCopies(fields.size(), Side.LEFT));
        sides.addAll(Collections.nCopies(titles.size() - fields.size(), Side.RIGHT));
        TextTable table =
                new TextTable(
                        titles.stream().map(title -> title.toUpperCase(Locale.ROOT)).toList(),
                        sides,
                        SPARE.stream().map(titles::indexOf).filter(column -> column >= 0).toList());
        for (JsonNode entry : answer.path("top")) {
            List<String> cells = new ArrayList<>();
            parts(entry).stream()
                    .map(JsonNode::asText)
                    .forEach(part -> cells.add(part.isEmpty() ? "-" : part));
            counts(entry, seconds, cells);
            if (compared) {
                cells.add(change(entry));
            }
            table.add(cells);
        }
        JsonNode other = answer.path("other");
        boolean others = other.path("flows").asLong() > 0 || other.path("bytes").asLong() > 0;
        if (others) {
            List<String> cells = new ArrayList<>(Collections.nCopies(fields.size(), ""));
            cells.set(0, "(other)");
            counts(other, seconds, cells);
            if (compared) {
                cells.add("");
            }
            table.add(cells);
        }
        int keys = answer.path("top").size();
        return TableLine.table(table.lines(width), row -> row == keys ? Style.FAINT : Style.PLAIN);
    }

    private static boolean isCompared(JsonNode answer) {
        return answer.path("coverage").has("before");
    }

    /** Returns how a key's traffic has changed: new if there was none, empty if it isn't known. */
    private static String change(JsonNode entry) {
        if (entry.has("change")) {
            return String.format(Locale.ROOT, "%+.0f%%", 100 * entry.path("change").asDouble());
        }
        return entry.has("before") ? "new" : "-";
    }

    private static void counts(JsonNode entry, OptionalDouble seconds, List<String> cells) {
        long bytes = entry.path("bytes").asLong();
        long packets = entry.path("packets").asLong();
        if (seconds.isPresent()) {
            Rate rate = Rate.of(bytes, packets, seconds.getAsDouble());
            cells.add(rate.bitText());
            cells.add(rate.packetText());
        }
        cells.add(UnitText.count(bytes));
        cells.add(UnitText.count(packets));
        cells.add(UnitText.count(entry.path("flows").asLong()));
        cells.add(UnitText.share(entry.path("share").asDouble()));
    }

    /** Returns the keys as CSV (RFC 4180) with a header line. */
    public static List<String> csv(List<String> fields, JsonNode answer, CsvText csv) {
        List<String> lines = new ArrayList<>();
        boolean compared = isCompared(answer);
        List<String> titles = new ArrayList<>(fields);
        titles.addAll(COUNTS);
        titles.addAll(compared ? BEFORE : List.of());
        lines.add(String.join(",", titles));
        for (JsonNode entry : answer.path("top")) {
            List<String> cells = new ArrayList<>();
            parts(entry).forEach(part -> cells.add(cell(part, csv)));
            COUNTS.forEach(count -> cells.add(cell(entry.path(count), csv)));
            if (compared) {
                JsonNode before = entry.path("before");
                COUNTS.forEach(count -> cells.add(before.path(count).asText()));
                cells.add(entry.path("change").asText());
            }
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
