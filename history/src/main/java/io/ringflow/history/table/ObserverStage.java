package io.ringflow.history.table;

import io.ringflow.model.Flow;
import io.ringflow.model.ObserverCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;

/**
 * The observers of a flow in the table to which flows are appended. A list takes DuckDB's appender
 * longer than all other columns together, so the first observers have columns of their own, and
 * {@link #list} makes the list. A counter that equals the flow's is NULL; times are nanoseconds
 * after the flow's first and last packet, NULL for none.
 */
final class ObserverStage {

    private static final String[] MEMBERS = {
        "host VARCHAR",
        "interface VARCHAR",
        "srcPackets BIGINT",
        "dstPackets BIGINT",
        "bytes BIGINT",
        "firstNs BIGINT",
        "lastNs BIGINT"
    };

    /** The list's type. */
    static final String TYPE = "STRUCT(" + String.join(", ", MEMBERS) + ")[]";

    /** How many observers have columns of their own at most. */
    static final int MOST = 2;

    private static final String MORE = "observers";

    private ObserverStage() {}

    /** Names and types of the columns for this many observers, separated by commas. */
    static String columns(int observers) {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < observers; i++) {
            for (String member : MEMBERS) {
                sql.append(prefix(i)).append(member).append(", ");
            }
        }
        return sql.append(MORE).append(' ').append(TYPE).toString();
    }

    /** The list of all observers as an expression over the columns. */
    static String list(int observers) {
        StringBuilder sql = new StringBuilder("CASE");
        StringBuilder flat = new StringBuilder();
        for (int i = 0; i < observers; i++) {
            sql.append(" WHEN ").append(prefix(i)).append("host IS NULL THEN ").append(list(flat));
            flat.append(i == 0 ? "" : ", ").append(struct(i));
        }
        return sql.append(" WHEN " + MORE + " IS NULL THEN ")
                .append(list(flat))
                .append(" ELSE list_concat(")
                .append(list(flat))
                .append(", " + MORE + ") END")
                .toString();
    }

    private static String list(CharSequence elements) {
        return "[" + elements + "]::" + TYPE;
    }

    private static String struct(int observer) {
        StringBuilder sql = new StringBuilder("{");
        for (String member : MEMBERS) {
            String name = member.substring(0, member.indexOf(' '));
            sql.append(sql.length() == 1 ? "" : ", ")
                    .append('\'')
                    .append(name)
                    .append("': ")
                    .append(prefix(observer))
                    .append(name);
        }
        return sql.append('}').toString();
    }

    private static String prefix(int observer) {
        return "observer" + observer + '_';
    }

    static void append(Flow flow, int flat, DuckDBAppender appender) throws SQLException {
        List<ObserverCount> observers = flow.observers();
        for (int i = 0; i < flat; i++) {
            if (i < observers.size()) {
                append(flow, observers.get(i), appender);
            } else {
                for (int member = 0; member < MEMBERS.length; member++) {
                    appender.appendNull();
                }
            }
        }
        if (observers.size() <= flat) {
            appender.appendNull();
            return;
        }
        List<List<Object>> more = new ArrayList<>();
        for (ObserverCount count : observers.subList(flat, observers.size())) {
            more.add(members(flow, count));
        }
        appender.append(more);
    }

    private static void append(Flow flow, ObserverCount count, DuckDBAppender appender)
            throws SQLException {
        appender.append(count.observer().host());
        appender.append(count.observer().interfaceName());
        unless(flow.src().packets(), count.srcPackets(), appender);
        unless(flow.dst().packets(), count.dstPackets(), appender);
        unless(flow.bytes(), count.bytes(), appender);
        unless(0, count.firstNanos() - flow.firstNanos(), appender);
        unless(0, count.lastNanos() - flow.lastNanos(), appender);
    }

    private static List<Object> members(Flow flow, ObserverCount count) {
        return Arrays.asList(
                count.observer().host(),
                count.observer().interfaceName(),
                unless(flow.src().packets(), count.srcPackets()),
                unless(flow.dst().packets(), count.dstPackets()),
                unless(flow.bytes(), count.bytes()),
                unless(0, count.firstNanos() - flow.firstNanos()),
                unless(0, count.lastNanos() - flow.lastNanos()));
    }

    private static void unless(long same, long value, DuckDBAppender appender) throws SQLException {
        if (value == same) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    private static Long unless(long same, long value) {
        return value == same ? null : Long.valueOf(value);
    }
}
