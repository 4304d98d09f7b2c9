package io.ringflow.history.table;

import io.ringflow.model.field.FlowField;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of flows in DuckDB's SQL. */
public final class FlowSql {

    private static final String PACKETS = "(srcPackets + dstPackets)";
    private static final String BYTES = "(srcBytes + dstBytes)";
    private static final String MEAN = "(" + BYTES + "::DOUBLE / " + PACKETS + ")";
    private static final String DURATION =
            "((epoch_us(lastSeen) - epoch_us(firstSeen)) * 1000 + lastSeenNs - firstSeenNs)";

    private FlowSql() {}

    /** The statement that makes a table with the columns of {@link FlowColumn}. */
    public static String createTable(String table) {
        return Arrays.stream(FlowColumn.values())
                .map(column -> quoted(column.columnName()) + ' ' + column.sqlType())
                .collect(Collectors.joining(", ", "CREATE TABLE " + table + " (", ")"));
    }

    /**
     * The statements that make a view with the columns of {@link FlowColumn}, to which {@link
     * FlowAppender} appends.
     */
    public static String createStage(String view) {
        return createStage(view, StageColumns.ALL);
    }

    /** The same for flows that have values in these columns only. */
    static String createStage(String view, StageColumns columns) {
        StringBuilder stage = new StringBuilder();
        for (FlowColumn column : columns.plain()) {
            stage.append(quoted(column.columnName())).append(' ').append(column.sqlType());
            stage.append(", ");
        }
        String stored =
                Arrays.stream(FlowColumn.values())
                        .map(column -> stored(column, columns) + quoted(column.columnName()))
                        .collect(Collectors.joining(", "));
        return ("CREATE TABLE " + stage(view) + " (" + stage)
                + (ObserverStage.columns(columns.observers()) + ");")
                + ("CREATE VIEW " + view + " AS SELECT " + stored + " FROM " + stage(view));
    }

    private static String stored(FlowColumn column, StageColumns columns) {
        if (!column.plain()) {
            return ObserverStage.list(columns.observers()) + " AS ";
        }
        return columns.plain().contains(column) ? "" : "NULL::" + column.sqlType() + " AS ";
    }

    /** The statements that remove what {@link #createStage} made. */
    public static String dropStage(String view) {
        return "DROP VIEW IF EXISTS " + view + "; DROP TABLE IF EXISTS " + stage(view);
    }

    /** The table behind the view. */
    static String stage(String view) {
        return view + "_stage";
    }

    /** All columns of {@link FlowColumn}, as {@link FlowRow} reads them, separated by commas. */
    public static String storedColumns() {
        return Arrays.stream(FlowColumn.values())
                .map(column -> quoted(column.columnName()))
                .collect(Collectors.joining(", "));
    }

    /**
     * What users see: each field as an expression over the stored columns, named as the field with
     * an underscore for its dot, separated by commas. Times are in microseconds.
     */
    public static String fields() {
        return Arrays.stream(FlowField.values())
                .flatMap(
                        field ->
                                expression(field)
                                        .map(sql -> sql + " AS " + quoted(name(field)))
                                        .stream())
                .collect(Collectors.joining(", "));
    }

    /** A field's name in SQL. */
    public static String name(FlowField field) {
        return field.fieldName().replace('.', '_');
    }

    /**
     * A field's value, as an expression over the stored columns, of the same type as in JSON but
     * for times, which are {@code TIMESTAMPTZ}; empty if SQL can't say it.
     */
    public static Optional<String> expression(FlowField field) {
        return switch (field) {
            case COMMUNITY_ID -> Optional.empty();
            case ID -> Optional.of("lower(hex(id))");
            case STATE ->
                    Optional.of("(CASE WHEN endReason IS NULL THEN 'active' ELSE 'ended' END)");
            case EVENT -> Optional.of("nullif(event, 'none')");
            case DURATION_MS -> Optional.of("(" + DURATION + " / 1e6)");
            case PACKETS -> Optional.of(PACKETS);
            case BYTES -> Optional.of(BYTES);
            case SRC_TCP_FLAGS -> Optional.of(flags("srcFlags"));
            case DST_TCP_FLAGS -> Optional.of(flags("dstFlags"));
            case RTT_MS -> Optional.of("(rttNs / 1e6)");
            case DNS_LATENCY_MS -> Optional.of("(dnsLatencyNs / 1e6)");
            case MEAN_PACKET_BYTES -> Optional.of(MEAN);
            case STDDEV_PACKET_BYTES ->
                    Optional.of(
                            "sqrt(greatest(0, squaredPacketBytes::DOUBLE / "
                                    + PACKETS
                                    + " - "
                                    + MEAN
                                    + " * "
                                    + MEAN
                                    + "))");
            case OBSERVERS -> Optional.of(observers());
            default -> Optional.of(quoted(name(field)));
        };
    }

    private static String flags(String column) {
        String letters = "CEUAPRSF";
        StringBuilder sql = new StringBuilder("(");
        for (int i = 0; i < letters.length(); i++) {
            sql.append(i == 0 ? "" : " || ")
                    .append("CASE WHEN ")
                    .append(column)
                    .append(" & ")
                    .append(0x80 >> i)
                    .append(" <> 0 THEN '")
                    .append(letters.charAt(i))
                    .append("' WHEN ")
                    .append(column)
                    .append(" IS NOT NULL THEN '' END");
        }
        return sql.append(')').toString();
    }

    private static String observers() {
        String src = "coalesce(o.srcPackets, srcPackets)";
        String dst = "coalesce(o.dstPackets, dstPackets)";
        return "list_transform(seenBy, lambda o: {'host': o.host, 'interface': o.interface,"
                + (" 'packets': " + src + " + " + dst + ",")
                + (" 'bytes': coalesce(o.bytes, " + BYTES + "),")
                + (" 'firstSeen': " + moved("firstSeen", "firstNs") + ",")
                + (" 'lastSeen': " + moved("lastSeen", "lastNs") + ",")
                + (" 'srcPackets': " + src + ", 'dstPackets': " + dst + "})");
    }

    /** A time some nanoseconds later, in whole microseconds. */
    private static String moved(String time, String nanos) {
        return "%1$s + to_microseconds(floor((%1$sNs + coalesce(o.%2$s, 0)) / 1000)::BIGINT)"
                .formatted(time, nanos);
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
