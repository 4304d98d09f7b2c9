package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.table.TableLine.Style;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Formats the server's answer about the captures of all hosts. */
public final class CaptureTable {

    private static final List<String> COLUMNS =
            List.of(
                    "host",
                    "interface",
                    "state",
                    "packets",
                    "bytes",
                    "packetsPerSecond",
                    "bitsPerSecond",
                    "drops",
                    "gaps");
    private static final List<String> TITLES =
            List.of(
                    "HOST",
                    "INTERFACE",
                    "STATE",
                    "PACKETS",
                    "BYTES",
                    "PACKETS/S",
                    "RATE",
                    "DROPS",
                    "GAPS");
    private static final int TEXTS = 3;

    /**
     * Bytes, packets, packet rate, gaps: columns that a narrow terminal leaves out, in this order.
     */
    private static final List<Integer> SPARE = List.of(4, 3, 5, 8);

    private CaptureTable() {}

    /**
     * Returns the lines of a table.
     *
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<TableLine> table(JsonNode answer, int width) {
        List<Side> sides = new ArrayList<>(Collections.nCopies(TEXTS, Side.LEFT));
        sides.addAll(Collections.nCopies(COLUMNS.size() - TEXTS, Side.RIGHT));
        TextTable table = new TextTable(TITLES, sides, SPARE);
        for (JsonNode capture : answer.path("interfaces")) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < COLUMNS.size(); i++) {
                cells.add(cell(COLUMNS.get(i), capture.path(COLUMNS.get(i))));
            }
            table.add(cells);
        }
        JsonNode captures = answer.path("interfaces");
        return TableLine.table(table.lines(width), row -> style(captures.path(row)));
    }

    private static String cell(String column, JsonNode value) {
        return switch (column) {
            case "host", "interface", "state" -> value.asText();
            case "packetsPerSecond" -> UnitText.perSecond(value.asDouble());
            case "bitsPerSecond" -> UnitText.bitRate(value.asDouble());
            default -> UnitText.count(value.asLong());
        };
    }

    /** Marks captures that lose packets. */
    private static Style style(JsonNode capture) {
        String state = capture.path("state").asText();
        boolean interrupted = state.equals("down") || state.equals("missing");
        return interrupted || capture.path("drops").asLong() > 0 ? Style.ALERT : Style.PLAIN;
    }

    /** Returns the captures as CSV (RFC 4180) with a header line. */
    public static List<String> csv(JsonNode answer, CsvText csv) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", COLUMNS));
        for (JsonNode capture : answer.path("interfaces")) {
            lines.add(
                    String.join(
                            ",",
                            COLUMNS.stream()
                                    .map(column -> TopTable.cell(capture.path(column), csv))
                                    .toList()));
        }
        return lines;
    }

    /** Returns the captures as one JSON object per line. */
    public static List<String> ndjson(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        answer.path("interfaces").forEach(capture -> lines.add(capture.toString()));
        return lines;
    }
}
