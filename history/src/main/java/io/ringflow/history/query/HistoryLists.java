package io.ringflow.history.query;

import io.ringflow.history.table.FlowRow;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.query.FlowQuery;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds flows in the history: by id, in an order, or all of them. Thread-safe. */
final class HistoryLists {

    /** The rows of flows that have not ended. */
    private static final String OPEN = "SELECT " + HistorySql.COLUMNS + " FROM " + OpenFlows.TABLE;

    private final HistorySearch search;

    HistoryLists(HistorySearch search) {
        this.search = search;
    }

    /** The flow with this id; looked for from the newest file to the oldest. */
    Optional<Flow> flow(FlowId id) {
        String where = " WHERE id = " + FieldSql.id(id) + " LIMIT 1";
        return search.ask(
                TimeBounds.of(FlowFilter.ALL.condition()),
                Optional.<Flow>empty(),
                (found, session) -> {
                    for (Path file : found.files().reversed()) {
                        Optional<Flow> flow =
                                session.query(
                                        HistorySql.flows(List.of(file)) + where,
                                        rows ->
                                                rows.next()
                                                        ? Optional.of(FlowRow.read(rows))
                                                        : Optional.<Flow>empty());
                        if (flow.isPresent()) {
                            session.returned(1);
                            return flow;
                        }
                    }
                    return found.open()
                            ? session.query(
                                    OPEN + where,
                                    rows ->
                                            rows.next()
                                                    ? Optional.of(FlowRow.read(rows))
                                                    : Optional.<Flow>empty())
                            : Optional.empty();
                });
    }

    /** The number of flows that match and are not in memory. */
    long count(FlowFilter filter, LiveFlows memory) {
        return search.ask(
                TimeBounds.of(filter.condition()),
                0L,
                (found, session) -> {
                    Exclusion live = Exclusion.ofMemory(memory, found);
                    live.create(session);
                    return session.query(
                            "SELECT count(*)"
                                    + found.from()
                                    + HistorySql.where(filter.condition(), live),
                            HistoryLists::number);
                });
    }

    /**
     * The first flows of a list that match and are neither in memory nor on an earlier page, in no
     * particular order: at least one more than the limit, if there are so many.
     */
    List<Flow> best(FlowQuery query, LiveFlows memory, HistoricPage page) {
        return search.ask(
                TimeBounds.of(query.filter().condition()),
                List.of(),
                (found, session) -> best(query, memory, page, found, session));
    }

    private static List<Flow> best(
            FlowQuery query,
            LiveFlows memory,
            HistoricPage page,
            HistoryRows found,
            HistorySession session)
            throws SQLException, InterruptedException {
        Exclusion live = Exclusion.ofMemory(memory, found);
        Exclusion returned = Exclusion.of("returned", page.returned(), Long.MIN_VALUE);
        live.create(session);
        returned.create(session);
        String where = HistorySql.where(query.filter().condition(), live, returned);
        String list =
                where
                        + HistorySql.startedBy(page.newestStartNanos())
                        + HistorySql.order(query)
                        + " LIMIT "
                        + (query.limit() + 1);
        List<Flow> flows = new ArrayList<>();
        if (!found.files().isEmpty()) {
            readEnded(found.files(), list, session, flows);
        }
        if (found.open()) {
            session.query(OPEN + list, read -> flows.addAll(read(read)));
        }
        session.returned(flows.size());
        return flows;
    }

    /** Finds where the rows are, with few columns, and then reads them whole. */
    private static void readEnded(
            List<Path> files, String list, HistorySession session, List<Flow> flows)
            throws SQLException, InterruptedException {
        String select = "SELECT file_index, file_row_number" + HistorySql.from(files) + list;
        Map<Integer, List<Long>> places = session.query(select, HistoryLists::places);
        for (Map.Entry<Integer, List<Long>> file : places.entrySet()) {
            String rows =
                    file.getValue().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
            session.query(
                    HistorySql.flows(List.of(files.get(file.getKey())))
                            + " WHERE file_row_number IN ("
                            + rows
                            + ')',
                    read -> flows.addAll(read(read)));
        }
    }

    private static Map<Integer, List<Long>> places(ResultSet rows) throws SQLException {
        Map<Integer, List<Long>> places = new LinkedHashMap<>();
        while (rows.next()) {
            places.computeIfAbsent(rows.getInt(1), file -> new ArrayList<>()).add(rows.getLong(2));
        }
        return places;
    }

    private static List<Flow> read(ResultSet rows) throws SQLException {
        List<Flow> flows = new ArrayList<>();
        while (rows.next()) {
            flows.add(FlowRow.read(rows));
        }
        return flows;
    }

    /**
     * Hands out all flows that match and are not in memory, in the calling thread, in no particular
     * order.
     */
    void scan(FlowFilter filter, LiveFlows memory, FlowReceiver receiver) {
        new HistoryScan(receiver)
                .run(
                        stream ->
                                search.ask(
                                        TimeBounds.of(filter.condition()),
                                        null,
                                        HistorySearch.SCAN_DEADLINE,
                                        (found, session) -> {
                                            Exclusion live = Exclusion.ofMemory(memory, found);
                                            live.create(session);
                                            String where =
                                                    HistorySql.where(filter.condition(), live);
                                            return session.query(
                                                    "SELECT "
                                                            + HistorySql.COLUMNS
                                                            + found.from()
                                                            + where,
                                                    rows -> stream.send(rows, session));
                                        }));
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }
}
