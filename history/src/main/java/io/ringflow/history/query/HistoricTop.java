package io.ringflow.history.query;

import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.answer.TopAnswer.Entry;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** A top list over memory and history. One instance per query. */
final class HistoricTop {

    private final TopQuery query;
    private final TopSums memory;
    private final TopSql sql;
    private final List<Entry> top = new ArrayList<>();

    /** The traffic of all keys. */
    private Entry all = new Entry(List.of(), 0, 0, 0, 0);

    /** The traffic of all flows, in the metric. */
    private long total;

    HistoricTop(TopQuery query, TopSums memory) {
        this.query = query;
        this.memory = memory;
        this.sql = new TopSql(query);
        this.total = of(memory.total());
    }

    private long of(TopSums.Sum sum) {
        return value(sum.bytes, sum.packets, sum.flows);
    }

    private long value(long bytes, long packets, long flows) {
        return query.metric() == Metric.BYTES
                ? bytes
                : query.metric() == Metric.PACKETS ? packets : flows;
    }

    /**
     * Asks the history.
     *
     * @param from the flows that count, with their FROM and WHERE; empty if there are none
     */
    void ask(HistorySession session, String from) throws SQLException, InterruptedException {
        session.update(sql.createMemory());
        try (DuckDBAppender appender =
                session.connection().createAppender("temp", "main", TopSql.MEMORY)) {
            append(appender);
        }
        if (!from.isEmpty()) {
            session.query("SELECT " + sql.totals() + from, this::readTotal);
        }
        session.query(sql.select(from), this::readTop);
    }

    private void append(DuckDBAppender appender) throws SQLException {
        for (var entry : memory.sums().entrySet()) {
            appender.beginRow();
            for (Object value : entry.getKey()) {
                switch (value) {
                    case null -> appender.appendNull();
                    case Long number -> appender.append(number.longValue());
                    case Double number -> appender.append(number.doubleValue());
                    default -> appender.append(value.toString());
                }
            }
            TopSums.Sum sum = entry.getValue();
            appender.append(sum.bytes).append(sum.packets).append(sum.flows);
            appender.endRow();
        }
    }

    private Void readTotal(ResultSet rows) throws SQLException {
        rows.next();
        total += value(rows.getLong(1), rows.getLong(2), rows.getLong(3));
        return null;
    }

    private Void readTop(ResultSet rows) throws SQLException {
        int fields = query.by().size();
        while (rows.next()) {
            List<String> key = new ArrayList<>();
            for (int i = 0; i < fields; i++) {
                FilterField field = query.by().get(i);
                key.add(TopSql.text(field, rows.getObject(i + 1)));
            }
            Entry entry =
                    entry(
                            key,
                            rows.getLong(fields + 1),
                            rows.getLong(fields + 2),
                            rows.getLong(fields + 3));
            if (rows.getBoolean(fields + 4)) {
                all = entry;
            } else {
                top.add(entry);
            }
        }
        return null;
    }

    private Entry entry(List<String> key, long bytes, long packets, long flows) {
        double share = value(bytes, packets, flows) / (double) Math.max(1, total);
        return new Entry(key, bytes, packets, flows, share);
    }

    /** The list. */
    TopAnswer answer(Coverage coverage) {
        long bytes = all.bytes();
        long packets = all.packets();
        long flows = all.flows();
        for (Entry entry : top) {
            bytes -= entry.bytes();
            packets -= entry.packets();
            flows -= entry.flows();
        }
        Entry other = entry(List.of(), bytes, packets, flows);
        return new TopAnswer(List.copyOf(top), other, TopAnswer.Basis.FLOWS, coverage);
    }
}
