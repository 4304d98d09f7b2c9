package io.ringflow.history.query;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.series.FlowSeries;
import io.ringflow.model.state.series.KeySums;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;

/** The history's part of time series of flows. One instance per query. */
final class HistoricSeries {

    private final SeriesQuery query;
    private final HistorySearch search;
    private final FlowFilter filter;
    private final SeriesSql sql;

    /**
     * A part of a query.
     *
     * @param range the part of its time in which flows count
     */
    HistoricSeries(SeriesQuery query, TimeRange range, HistorySearch search) {
        this.query = query;
        this.search = search;
        this.filter = FlowSeries.filter(query, range);
        this.sql = new SeriesSql(query, range);
    }

    /** The flows that count. */
    FlowFilter filter() {
        return filter;
    }

    /**
     * The keys with most traffic of memory and history, the largest first.
     *
     * @param memory the flows that count and are in memory
     * @param sums their traffic
     */
    List<String> largestKeys(LiveFlows memory, KeySums sums) {
        return search.ask(
                TimeBounds.of(filter.condition()),
                sums.largest(query.limit()),
                (rows, session) -> {
                    session.update(SeriesSql.createMemory());
                    append(sums, session);
                    String from = from(rows, memory, session);
                    return session.query(sql.largest(from), HistoricSeries::texts);
                });
    }

    private String from(HistoryRows rows, LiveFlows memory, HistorySession session)
            throws SQLException {
        Exclusion live = Exclusion.ofMemory(memory, rows);
        live.create(session);
        return rows.from() + HistorySql.where(filter.condition(), live);
    }

    private static void append(KeySums sums, HistorySession session) throws SQLException {
        try (DuckDBAppender appender =
                session.connection().createAppender("temp", "main", SeriesSql.MEMORY)) {
            for (Map.Entry<String, Long> sum : sums.sums().entrySet()) {
                appender.beginRow();
                appender.append(sum.getKey());
                appender.append(sum.getValue().longValue());
                appender.endRow();
            }
        }
    }

    private static List<String> texts(ResultSet rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            texts.add(rows.getString(1));
        }
        return texts;
    }

    /** Traffic of a step; the key is null if it has no series. */
    private record Point(String key, int step, long value) {}

    /**
     * Adds the traffic of flows that are not in memory.
     *
     * @param memory the flows whose traffic was added before
     * @param keys the keys that have a series
     */
    void addTo(FlowSeries series, LiveFlows memory, List<String> keys) {
        List<Point> points =
                search.ask(
                        TimeBounds.of(filter.condition()),
                        List.of(),
                        (rows, session) -> {
                            String from = from(rows, memory, session);
                            List<Point> found =
                                    session.query(sql.points(from, keys), HistoricSeries::points);
                            session.returned(found.size());
                            return found;
                        });
        points.forEach(point -> series.add(point.key(), point.step(), point.value()));
    }

    private static List<Point> points(ResultSet rows) throws SQLException {
        List<Point> points = new ArrayList<>();
        while (rows.next()) {
            points.add(new Point(rows.getString(1), rows.getInt(2), rows.getLong(3)));
        }
        return points;
    }
}
