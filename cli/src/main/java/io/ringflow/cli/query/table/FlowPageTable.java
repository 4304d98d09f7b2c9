package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.table.TableLine.Style;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import io.ringflow.model.text.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Formats the server's answer about flows as a table for people. */
public final class FlowPageTable {

    private static final List<String> TITLES =
            List.of(
                    "PROTO",
                    "SOURCE",
                    "DESTINATION",
                    "RATE",
                    "PACKETS/S",
                    "PACKETS",
                    "BYTES",
                    "LASTED",
                    "STATE",
                    "LAST SEEN",
                    "NAME");
    private static final List<Side> SIDES =
            List.of(
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.RIGHT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT);

    private static final int NAME = TITLES.size() - 1;

    /**
     * Last seen, duration, packet rate, state, name, packets: columns that a narrow terminal leaves
     * out, in this order.
     */
    private static final List<Integer> SPARE = List.of(9, 7, 4, 8, NAME, 5);

    /** What the peers call the flow, in descending order of preference. */
    private static final List<String> NAMES =
            List.of("dstName", "labels.tlsSni", "labels.httpHost", "labels.dnsQuery", "srcName");

    /** The fields that the columns need; the server is asked for no more. */
    private static final List<FlowField> FIELDS =
            List.of(
                    FlowField.ID,
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
        Stream<String> names =
                NAMES.stream().filter(name -> !FlowField.namedOrGrouped(name).isEmpty());
        return Stream.concat(FIELDS.stream().map(FlowField::fieldName), names)
                .collect(Collectors.joining(","));
    }

    /**
     * Returns the lines of a table with the default columns.
     *
     * @param rates takes part in every answer of a watch
     * @param width maximum characters per line; 0 for no limit
     */
    public static List<TableLine> lines(JsonNode answer, FlowRates rates, int width) {
        JsonNode flows = answer.path("flows");
        rates.next(answer);
        boolean named =
                StreamSupport.stream(flows.spliterator(), false)
                        .anyMatch(flow -> !name(flow).isEmpty());
        int columns = named ? TITLES.size() : NAME;
        TextTable table =
                new TextTable(
                        TITLES.subList(0, columns),
                        SIDES.subList(0, columns),
                        SPARE.stream().filter(column -> column < columns).toList());
        for (JsonNode flow : flows) {
            table.add(cells(flow, rates.of(flow)).subList(0, columns));
        }
        return TableLine.table(table.lines(width), row -> style(flows.path(row), rates));
    }

    private static List<String> cells(JsonNode flow, Rate rate) {
        return List.of(
                flow.path("protocol").asText(),
                endpoint(flow, "src"),
                endpoint(flow, "dst"),
                rate.bitText(),
                rate.packetText(),
                UnitText.count(flow.path("packets").asLong()),
                UnitText.count(flow.path("bytes").asLong()),
                UnitText.milliseconds(flow.path("durationMs").asDouble()),
                flow.path("endReason").asText(flow.path("state").asText()),
                timeOfDay(flow.path("lastSeen").asText()),
                name(flow));
    }

    private static Style style(JsonNode flow, FlowRates rates) {
        if (flow.path("state").asText().equals("ended")) {
            return Style.FAINT;
        }
        return rates.isNew(flow) ? Style.NEW : Style.PLAIN;
    }

    private static String name(JsonNode flow) {
        return NAMES.stream()
                .map(field -> flow.at(pointer(field)).asText())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String pointer(String field) {
        return "/" + field.replace('.', '/');
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
    public static List<TableLine> lines(List<String> fields, JsonNode flows, int width) {
        List<String> columns = fields.stream().flatMap(name -> columns(name).stream()).toList();
        List<List<String>> rows = new ArrayList<>();
        boolean[] numbers = new boolean[columns.size()];
        for (JsonNode flow : flows) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                JsonNode value = flow.at(pointer(columns.get(i)));
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
        return TableLine.table(table.lines(width), row -> Style.PLAIN);
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
