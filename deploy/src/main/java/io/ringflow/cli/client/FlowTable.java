package io.ringflow.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.FlowField;
import io.ringflow.model.HostPort;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Flows as the server answers them, as a table for people. */
public final class FlowTable {

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

    /** Last seen, lasted, state: narrow terminals show who talks with whom, and how much. */
    private static final List<Integer> SPARE = List.of(7, 5, 6);

    /** What the columns are made of, to ask the server for no more. */
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
    private static final int TIME_BEGIN = "2026-01-01T".length();
    private static final int TIME_END = "2026-01-01T00:00:00.000".length();

    private FlowTable() {}

    /** The fields that the usual columns need. */
    public static String fields() {
        return FIELDS.stream().map(FlowField::fieldName).collect(Collectors.joining(","));
    }

    /**
     * The lines of a table with the usual columns.
     *
     * @param width most characters of a line; 0 for any number
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
        return time.length() < TIME_END ? time : time.substring(TIME_BEGIN, TIME_END);
    }

    /**
     * The lines of a table with one column for each field.
     *
     * @param fields names of fields or of groups
     * @param width most characters of a line; 0 for any number
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
                        columns.stream().map(c -> c.toUpperCase(Locale.ROOT)).toList(), sides);
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
                    .map(each -> each.path("host").asText() + "/" + each.path("interface").asText())
                    .collect(Collectors.joining(" "));
        }
        return COUNTS.contains(field) ? UnitText.count(value.asLong()) : value.asText();
    }
}
