package io.ringflow.history.query;

import io.ringflow.history.table.FlowColumn;
import io.ringflow.history.table.FlowSql;
import io.ringflow.model.FlowId;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.FilterField.Several;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.filter.condition.TextPattern;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Fields of flows as expressions over the columns of the history, as filters, orders and group keys
 * need them; null if a flow does not have the field. Records of answers report no event, so that a
 * flow of the history has none either.
 */
final class FieldSql {

    /** Packets of both directions. */
    static final String PACKETS = of(FlowField.PACKETS);

    /** Bytes of both directions. */
    static final String BYTES = of(FlowField.BYTES);

    private static final String NO_TEXT = "CAST(NULL AS VARCHAR)";
    private static final int FLAGS = 256;

    private FieldSql() {}

    /** A field's value; a time in whole microseconds. */
    static String of(FlowField field) {
        return field == FlowField.EVENT
                ? NO_TEXT
                : FlowSql.expression(field).orElse(CommunityIdFunction.CALL);
    }

    /** A field's value, of which those that are equal or in order compare so in SQL. */
    static String comparable(FlowField field) {
        return field.type().kind() == FieldKind.TIME ? nanos(column(field)) : of(field);
    }

    /** The name of the column of a time; that of the rest in nanoseconds ends with {@code Ns}. */
    static String column(FlowField time) {
        return time == FlowField.FIRST_SEEN
                ? FlowColumn.FIRST_SEEN.columnName()
                : FlowColumn.LAST_SEEN.columnName();
    }

    private static String nanos(String column) {
        return "(epoch_us(" + column + ") * 1000 + " + column + "Ns)";
    }

    /** A field as a value of a group key: numbers as BIGINT or DOUBLE, all else as text. */
    static String group(FlowField field) {
        return switch (field.type().kind()) {
            case NUMBER -> "CAST(" + of(field) + " AS BIGINT)";
            case BOOLEAN -> "CASE WHEN " + of(field) + " THEN 'true' END";
            default -> comparable(field);
        };
    }

    /** Expressions that sort, each in the same direction, like a list of flows by a field. */
    static List<String> order(FlowField field) {
        return switch (field.type().kind()) {
            case ADDRESS -> List.of(AddressSql.key(of(field)));
            case TIME -> List.of(column(field), column(field) + "Ns");
            case BOOLEAN -> List.of("CASE WHEN " + of(field) + " THEN 1 END");
            default ->
                    field == FlowField.ID
                            ? List.of(FlowColumn.ID.columnName())
                            : List.of(of(field));
        };
    }

    /** Returns true for the host or interface of an observer. */
    static boolean isOfObservers(FilterField field) {
        return field == Several.HOST || field == Several.INTERFACE;
    }

    /** The hosts or interfaces of all observers, a list. */
    static String ofObservers(FilterField field) {
        String member = field == Several.HOST ? "host" : "interface";
        String observers = FlowColumn.SEEN_BY.columnName();
        return "list_transform(" + observers + ", lambda o: o." + member + ')';
    }

    /** Whether the protocol's number is in one of several ranges. */
    static String protocolIn(NumberRanges ranges) {
        List<String> names =
                IntStream.range(0, 256)
                        .filter(ranges::contains)
                        .mapToObj(Protocols::name)
                        .map(SqlText::text)
                        .toList();
        return names.isEmpty() ? "FALSE" : of(FlowField.PROTOCOL) + " IN " + SqlText.list(names);
    }

    /** Whether TCP flags pass a test of their letters, which is made here for each set of flags. */
    static String flags(FilterField field, Predicate<String> test) {
        String column =
                field.is(FlowField.SRC_TCP_FLAGS)
                        ? FlowColumn.SRC_FLAGS.columnName()
                        : FlowColumn.DST_FLAGS.columnName();
        List<String> sets =
                IntStream.range(0, FLAGS)
                        .filter(flags -> test.test(TcpFlags.text(flags)))
                        .mapToObj(Integer::toString)
                        .toList();
        return sets.isEmpty()
                ? "FALSE"
                : sets.size() == FLAGS
                        ? column + " IS NOT NULL"
                        : column + " IN " + SqlText.list(sets);
    }

    /** Whether the id is one of several exact texts. */
    static String idIn(List<TextPattern> texts) {
        List<String> ids =
                texts.stream()
                        .map(TextPattern::text)
                        .filter(text -> text.matches("[0-9a-f]{24}"))
                        .map(text -> id(FlowId.parse(text)))
                        .toList();
        return ids.isEmpty() ? "FALSE" : FlowColumn.ID.columnName() + " IN " + SqlText.list(ids);
    }

    /** An id as a constant. */
    static String id(FlowId id) {
        return SqlText.blob(bytes(id));
    }

    /** An id as its column has it. */
    static byte[] bytes(FlowId id) {
        return ByteBuffer.allocate(12).putInt(id.keyHash()).putLong(id.sequence()).array();
    }
}
