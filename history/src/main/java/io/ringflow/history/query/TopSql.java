package io.ringflow.history.query;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.FilterField.Several;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.TimeText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A top list as SQL: the sums by key of history and memory, the largest, and the sum of all. */
final class TopSql {

    /** The table of the sums of memory: the key's fields, bytes, packets, flows. */
    static final String MEMORY = "memory_sums";

    private final TopQuery query;
    private final boolean byObserver;

    TopSql(TopQuery query) {
        this.query = query;
        this.byObserver = query.by().stream().anyMatch(FieldSql::isOfObservers);
    }

    /** Creates the table of the sums of memory. */
    String createMemory() {
        return "CREATE OR REPLACE TEMP TABLE "
                + MEMORY
                + IntStream.range(0, query.by().size())
                        .mapToObj(i -> "k" + i + ' ' + type(query.by().get(i)))
                        .collect(Collectors.joining(", ", " (", ", "))
                + "b BIGINT, p BIGINT, f BIGINT)";
    }

    private static String type(FilterField field) {
        return switch (field.kind()) {
            case NUMBER, TIME -> "BIGINT";
            case DECIMAL -> "DOUBLE";
            default -> "VARCHAR";
        };
    }

    /** The bytes, packets and number of flows, whatever their keys. */
    String totals() {
        return "CAST(coalesce(sum("
                + FieldSql.BYTES
                + "), 0) AS BIGINT), CAST(coalesce(sum("
                + FieldSql.PACKETS
                + "), 0) AS BIGINT), count(*)";
    }

    /**
     * The largest sums, and in a last row, with {@code rest} true, the sum of all keys.
     *
     * @param from the flows of the history that count, with their FROM and WHERE; may be empty
     */
    String select(String from) {
        String keys = keys("");
        String metric =
                switch (query.metric()) {
                    case BYTES -> "b";
                    case PACKETS -> "p";
                    default -> "f";
                };
        return "WITH rows AS ("
                + (from.isEmpty() ? "" : rows(from) + " UNION ALL ")
                + "SELECT * FROM "
                + MEMORY
                + "), sums AS MATERIALIZED (SELECT "
                + keys
                + ", CAST(sum(b) AS BIGINT) b, CAST(sum(p) AS BIGINT) p, CAST(sum(f) AS BIGINT) f"
                + " FROM rows GROUP BY "
                + keys
                + "), best AS (SELECT * FROM sums ORDER BY "
                + metric
                + " DESC, "
                + keys(" NULLS FIRST")
                + " LIMIT "
                + query.limit()
                + ") SELECT *, FALSE rest FROM best UNION ALL SELECT "
                + query.by().stream().map(field -> "NULL").collect(Collectors.joining(", "))
                + ", CAST(coalesce(sum(b), 0) AS BIGINT), CAST(coalesce(sum(p), 0) AS BIGINT),"
                + " CAST(coalesce(sum(f), 0) AS BIGINT), TRUE"
                + " FROM sums";
    }

    private String keys(String suffix) {
        return IntStream.range(0, query.by().size())
                .mapToObj(i -> "k" + i + suffix)
                .collect(Collectors.joining(", "));
    }

    private String rows(String from) {
        String keys =
                IntStream.range(0, query.by().size())
                        .mapToObj(i -> value(query.by().get(i)) + " k" + i)
                        .collect(Collectors.joining(", "));
        if (!byObserver) {
            return "SELECT "
                    + keys
                    + (", " + FieldSql.BYTES + " b, " + FieldSql.PACKETS + " p, 1 f ")
                    + from;
        }
        // An observer's counters are stored if they differ from the flow's.
        return "SELECT "
                + keys
                + (", coalesce(seen.bytes, " + FieldSql.BYTES + ") b,")
                + " coalesce(seen.srcPackets, srcPackets)"
                + " + coalesce(seen.dstPackets, dstPackets) p,"
                + " 1 f FROM (SELECT *, unnest(seenBy) seen "
                + from
                + ')';
    }

    /** A field's value as a part of a key; one row for each if a field has two. */
    static String value(FilterField field) {
        if (field == Several.HOST) {
            return "seen.host";
        }
        if (field == Several.INTERFACE) {
            return "seen.host || '/' || seen.interface";
        }
        List<String> values = field.fields().stream().map(FieldSql::group).toList();
        if (values.size() == 1) {
            return values.getFirst();
        }
        String first = values.getFirst();
        String second = values.getLast();
        return "unnest(CASE WHEN "
                + first
                + " = "
                + second
                + " THEN ["
                + first
                + "] ELSE ["
                + first
                + ", "
                + second
                + "] END)";
    }

    /** A value of a key as users see it; empty if the flow does not have the field. */
    static String text(FilterField field, Object value) {
        if (value == null) {
            return "";
        }
        if (field.kind() == FieldKind.TIME) {
            return TimeText.of(((Number) value).longValue());
        }
        return field.kind() == FieldKind.DECIMAL
                ? DecimalText.of(((Number) value).doubleValue())
                : value.toString();
    }
}
