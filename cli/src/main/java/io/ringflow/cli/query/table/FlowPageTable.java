package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import io.ringflow.model.text.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Formats the server's answer about flows as a table for people. */
public final class FlowPageTable {

    private static final List<String> TITLES =
            List.of(
                    "PROTO",
                    "SOURCE",
                    "DESTINATION",
                    "PACKETS",
                    "BYTES",
                    "LASTED",
                    "STATE",
                    "LAST SEEN");
    private static final List<Side> SIDES =
            List.of(
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.LEFT,
                    Side.LEFT);

    /** Last seen, duration, state: columns that a narrow terminal leaves out, in this order. */
    private static final List<Integer> SPARE = List.of(7, 5, 6);

    /** The fields that the columns need; the server is asked for no more. */
    private static final List<FlowField> FIELDS =
            List.of(
                    FlowField.PROTOCOL,
                    FlowField.SRC_ADDR,
                    FlowField.DST_ADDR,
                    FlowField.SRC_PORT,
                    FlowField.DST_PORT,
                    FlowField.PACKETS,
                    FlowField.BYTES,
                    FlowField.DURATION_MS,
                    FlowField.STATE,
                    FlowField.END_REASON,
                    FlowField.LAST_SEEN);

    private static final Set<String> COUNTS =
            Set.of("packets", "bytes", "srcPackets", "srcBytes", "dstPackets", "dstBytes");
    private static final int TIME_START = "2026-01-01T".length();
    private static final int TIME_END = "2026-01-01T00:00:00.000".length();

    private FlowPageTable() {}

    /** Returns the fields that the default columns need, separated by commas. */
    public static String fields() {
        return FIELDS.stream().map(FlowField::fieldName).collect(Collectors.joining(","));
    }

    /**
     * Returns the lines of a table with the default columns.
     *
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<String> lines(JsonNode flows, int width) {
        TextTable table = new TextTable(TITLES, SIDES, SPARE);
        for (JsonNode flow : flows) {
            table.add(
                    List.of(
                            flow.path("protocol").asText(),
                            endpoint(flow, "src"),
                            endpoint(flow, "dst"),
                            UnitText.count(flow.path("packets").asLong()),
                            UnitText.count(flow.path("bytes").asLong()),
                            UnitText.milliseconds(flow.path("durationMs").asDouble()),
                            flow.path("endReason").asText(flow.path("state").asText()),
                            timeOfDay(flow.path("lastSeen").asText())));
        }
        return table.lines(width);
    }

    private static String endpoint(JsonNode flow, String side) {
        String address = flow.path(side + "Addr").asText();
        boolean ports = flow.path("srcPort").asInt() != 0 || flow.path("dstPort").asInt() != 0;
        return ports ? HostPort.of(address, flow.path(side + "Port").asInt()) : address;
    }

    private static String timeOfDay(String time) {
        return time.length() < TIME_END ? time : time.substring(TIME_START, TIME_END);
    }

    /**
     * Returns the lines of a table with one column per field.
     *
     * @param fields names of fields or groups of fields
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<String> lines(List<String> fields, JsonNode flows, int width) {
        List<String> columns = fields.stream().flatMap(name -> columns(name).stream()).toList();
        List<List<String>> rows = new ArrayList<>();
        boolean[] numbers = new boolean[columns.size()];
        for (JsonNode flow : flows) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                JsonNode value = flow.at("/" + columns.get(i).replace('.', '/'));
                numbers[i] |= value.isNumber();
                row.add(text(columns.get(i), value));
            }
            rows.add(row);
        }
        List<Side> sides = new ArrayList<>();
        for (boolean number : numbers) {
            sides.add(number ? Side.RIGHT : Side.LEFT);
        }
        TextTable table =
                new TextTable(
                        columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(),
                        sides);
        rows.forEach(table::add);
        return table.lines(width);
    }

    private static List<String> columns(String name) {
        List<FlowField> fields = FlowField.namedOrGrouped(name);
        return fields.isEmpty()
                ? List.of(name)
                : fields.stream().map(FlowField::fieldName).toList();
    }

    private static String text(String field, JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(FlowPageTable::observer)
                    .collect(Collectors.joining(" "));
        }
        return COUNTS.contains(field) ? UnitText.count(value.asLong()) : value.asText();
    }

    private static String observer(JsonNode observer) {
        return observer.path("host").asText() + "/" + observer.path("interface").asText();
    }
}
