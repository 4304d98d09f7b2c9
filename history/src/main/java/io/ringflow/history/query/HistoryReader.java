package io.ringflow.history.query;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import java.nio.file.Path;

/**
 * Reads the history of ended flows. Answers hold the flows that {@link FlowFilter} matches, in the
 * same order as lists of a live state. Thread-safe; a few queries run at once, others wait or are
 * refused. Interrupting the calling thread cancels its query. Closed by its creator.
 */
public final class HistoryReader implements AutoCloseable {

    private final Path directory;
    private final HistoryEngine engine;
    private final HistorySearch search;
    private final HistoryLists lists;
    private final HistoryStart start;

    /** Reads the history in a directory, which need not exist yet. */
    public HistoryReader(Path directory, long memoryBytes) {
        this.directory = directory;
        engine = new HistoryEngine(directory, memoryBytes);
        search = new HistorySearch(directory, engine);
        lists = new HistoryLists(search);
        start = new HistoryStart(search);
    }

    /** Lists of flows. */
    HistoryLists lists() {
        return lists;
    }

    /**
     * A top list of memory and history.
     *
     * @param filter the flows that count
     * @param memory those of them that are in memory
     * @param sums their traffic
     */
    TopAnswer top(TopQuery query, FlowFilter filter, LiveFlows memory, TopSums sums) {
        return search.askAnyway(
                TimeBounds.of(filter.condition()),
                HistorySearch.DEADLINE,
                (rows, session) -> {
                    Exclusion live = Exclusion.ofMemory(memory, rows);
                    live.create(session);
                    HistoricTop top = new HistoricTop(query, sums);
                    String where = HistorySql.where(filter.condition(), live);
                    top.ask(session, rows.isEmpty() ? "" : rows.from() + where);
                    TopAnswer answer = top.answer(memory.coverage());
                    session.returned(answer.top().size());
                    return answer;
                });
    }

    /**
     * The history's part of time series.
     *
     * @param range the part of the query's time in which flows count
     */
    HistoricSeries series(SeriesQuery query, TimeRange range) {
        return new HistoricSeries(query, range, search);
    }

    /** Since when the history has flows; {@link Long#MAX_VALUE} if it has none. */
    long oldestNanos() {
        return start.nanos();
    }

    /** How reading goes. */
    HistoryStatus status() {
        return engine.status(directory.toString(), start.problem());
    }

    @Override
    public void close() {
        engine.close();
    }
}
